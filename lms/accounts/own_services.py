"""What people do with their own account. Callers own the transaction and the time."""

from datetime import datetime

from lms.accounts import queries, services
from lms.accounts.models import Person
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db


def choose_language(language: str, *, by: Actor, now: datetime) -> None:
    """The language of this person's pages, letters and papers from now on."""
    person = db.session.get_one(Person, by.id)
    before, person.language = person.language, language
    _record("accounts.language.chosen", "language", before, language, by=by, now=now)


def choose_theme(theme: str | None, *, by: Actor, now: datetime) -> None:
    """light, dark, or None for what the computer says."""
    person = db.session.get_one(Person, by.id)
    before, person.theme = person.theme, theme
    _record("accounts.theme.chosen", "theme", before, theme, by=by, now=now)


def change_password(password_hash: str, *, by: Actor, now: datetime) -> None:
    """A new password; every browser but this one is signed out."""
    person = db.session.get_one(Person, by.id)
    services.set_password(person, password_hash, by=by, now=now, keep=by.sign_in_id)


def end_other_sign_ins(*, by: Actor, now: datetime) -> None:
    """Sign out everywhere but here."""
    services.end_sign_ins(by.id, now=now, keep=by.sign_in_id)
    audit.record("accounts.sign_in.others_ended", "person", by.id, by=by, now=now)


def end_access_token(token_id: int, *, by: Actor, now: datetime) -> None:
    """The token opens nothing from now on. 404 for a token of somebody else."""
    token = queries.token_of(by.id, token_id)
    if token.ended_at is not None:
        return
    token.ended_at = now
    audit.record(
        "accounts.token.ended",
        "person",
        by.id,
        by=by,
        now=now,
        before={"for": token.label},
    )


def _record(
    action: str,
    what: str,
    before: str | None,
    after: str | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    if before != after:
        audit.record(
            action,
            "person",
            by.id,
            by=by,
            now=now,
            before={what: before},
            after={what: after},
        )
