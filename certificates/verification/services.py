"""What a holder lets others see: their own decision, taken back at any time."""

import secrets
from datetime import datetime

from sqlalchemy import select

from certificates.verification import queries
from certificates.verification.errors import NoConsent
from certificates.verification.models import HolderConsent
from lms.accounts.models import Person
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _

SLUG_BYTES = 16


def show_name(*, by: Actor, now: datetime) -> None:
    """Whoever checks a certificate of theirs reads name and company. Said twice, it
    is noted once."""
    if _held(by) is None:
        db.session.add(HolderConsent(person_id=by.id, given_at=now))
        _note("given", by=by, now=now)


def hide_name(*, by: Actor, now: datetime) -> None:
    """Initials from now on; the public profile goes with it."""
    found = _held(by)
    if found is not None:
        db.session.delete(found)
        _note("withdrawn", by=by, now=now)


def open_profile(*, by: Actor, now: datetime) -> str:
    """The slug of their public profile: another one each time it is opened.

    Raises NoConsent while the name is hidden.
    """
    found = _held(by)
    if found is None:
        raise NoConsent(_("Show your name first: the profile says it."))
    if found.profile_slug is None:
        found.profile_slug = secrets.token_urlsafe(SLUG_BYTES)
        _note("profile_opened", by=by, now=now)
    return found.profile_slug


def close_profile(*, by: Actor, now: datetime) -> None:
    """Its address leads nowhere from now on."""
    found = _held(by)
    if found is not None and found.profile_slug is not None:
        found.profile_slug = None
        _note("profile_closed", by=by, now=now)


def _held(by: Actor) -> HolderConsent | None:
    """What they agreed to; two clicks at once come one after the other."""
    db.session.execute(select(Person.id).filter_by(id=by.id).with_for_update())
    found = queries.consent_of(by.id or 0)
    if found is not None:
        db.session.refresh(found)
    return found


def _note(deed: str, *, by: Actor, now: datetime) -> None:
    audit.record(f"certificates.consent.{deed}", "person", by.id, by=by, now=now)
