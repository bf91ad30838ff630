"""What can be done with accounts. Callers own the transaction and the time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import update

from lms.accounts import doorkeeper, queries
from lms.accounts.errors import (
    AddressTaken,
    AlreadyAffiliated,
    LinkNotGood,
    WrongSignIn,
)
from lms.accounts.models import (
    AccessToken,
    Affiliation,
    Company,
    OneTimeLink,
    Person,
    RoleGrant,
    SignIn,
)
from lms.accounts.rules.roles import Role
from lms.kernel import audit, throttle
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _

RESET_LASTS = timedelta(minutes=30)
INVITATION_LASTS = timedelta(days=14)
TOKEN_LASTS = timedelta(days=90)

LINK_NOT_GOOD = _("This link has been used or is too old. Ask for a new one.")


def sign_in(person: Person | None, *, password_is_right: bool, now: datetime) -> str:
    """Open a signed-in browser; returns the token for its cookie.

    Raises WrongSignIn for an unknown address, a wrong password, a closed account.
    """
    if person is None or not password_is_right or person.closed_at is not None:
        raise WrongSignIn(_("This address and password do not belong together."))
    throttle.forgive("sign-in", person.email)
    token = doorkeeper.new_token()
    row = SignIn(
        token_hash=doorkeeper.hash_of(token),
        person_id=person.id,
        started_at=now,
        seen_at=now,
    )
    db.session.add(row)
    who = Actor(person_id=person.id, name=person.name)
    audit.record("accounts.sign_in.opened", "person", person.id, by=who, now=now)
    return token


def sign_out(*, by: Actor, now: datetime) -> None:
    db.session.execute(
        update(SignIn).where(SignIn.id == by.sign_in_id).values(ended_at=now)
    )
    audit.record("accounts.sign_in.ended", "person", by.id, by=by, now=now)


def open_account(
    email: str,
    name: str,
    roles: Iterable[Role],
    *,
    by: Actor,
    now: datetime,
    language: str | None = None,
) -> Person:
    """A new person without a password: they set one by a one-time link."""
    if queries.person_by_email(email):
        raise AddressTaken(_("There is an account with this address already."))
    person = Person(
        email=email.strip().lower(), name=name, language=language, created_at=now
    )
    db.session.add(person)
    db.session.flush()
    for role in roles:
        grant_role(person, role, by=by, now=now)
    audit.record(
        "accounts.person.opened",
        "person",
        person.id,
        by=by,
        now=now,
        after={"email": person.email, "name": name},
    )
    return person


def grant_role(person: Person, role: Role, *, by: Actor, now: datetime) -> None:
    """From the next request on. A role somebody has already is not given twice."""
    if any(grant.role == role for grant in person.roles):
        return
    db.session.add(
        RoleGrant(person=person, role=role, granted_at=now, granted_by_id=by.person_id)
    )
    audit.record(
        "accounts.role.granted",
        "person",
        person.id,
        by=by,
        now=now,
        after={"role": str(role)},
    )


def withdraw_role(person: Person, role: Role, *, by: Actor, now: datetime) -> None:
    """From the next request on."""
    for grant in [grant for grant in person.roles if grant.role == role]:
        person.roles.remove(grant)
        db.session.delete(grant)
        audit.record(
            "accounts.role.withdrawn",
            "person",
            person.id,
            by=by,
            now=now,
            before={"role": str(role)},
        )


def affiliate(
    person: Person, company: Company, *, starts: date, by: Actor, now: datetime
) -> Affiliation:
    """The person works for the company from this day on."""
    if any(a.ends is None for a in person.affiliations):
        raise AlreadyAffiliated(
            _("%(name)s works for another company today.", name=person.name)
        )
    row = Affiliation(person=person, company=company, starts=starts)
    db.session.add(row)
    db.session.flush()
    audit.record(
        "accounts.affiliation.opened",
        "person",
        person.id,
        by=by,
        now=now,
        company_id=company.id,
        after={"company": company.slug, "starts": starts.isoformat()},
    )
    return row


def make_link(
    person: Person, purpose: str, *, by: Actor, now: datetime, lasts: timedelta
) -> str:
    """A new one-time link; the one before it stops working. Returns its token."""
    end_links(person.id, purpose, now=now)
    token = doorkeeper.new_token()
    link = OneTimeLink(
        token_hash=doorkeeper.hash_of(token),
        person_id=person.id,
        purpose=purpose,
        made_at=now,
        expires_at=now + lasts,
        made_by_id=by.person_id,
    )
    db.session.add(link)
    action = f"accounts.link.{purpose}"
    audit.record(action, "person", person.id, by=by, now=now)
    return token


def set_password(
    person: Person,
    password_hash: str,
    *,
    by: Actor,
    now: datetime,
    keep: int | None = None,
) -> None:
    """A new password ends every link and every signed-in browser of the person,
    but not the sign-in `keep`."""
    person.password_hash = password_hash
    end_links(person.id, now=now)
    end_sign_ins(person.id, now=now, keep=keep)
    # Whoever was locked out by wrong tries, also of others, can sign in again.
    throttle.forgive("sign-in", person.email)
    audit.record("accounts.password.set", "person", person.id, by=by, now=now)


def end_sign_ins(person_id: int, *, now: datetime, keep: int | None = None) -> None:
    """Sign the person out of every browser, but not of the sign-in `keep`."""
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.id != (keep or 0),
        )
        .values(ended_at=now)
    )


def use_link(link: OneTimeLink | None, password_hash: str, *, now: datetime) -> Person:
    """Set the password of the link's person; a second use finds it ended."""
    if link is None:
        raise LinkNotGood(LINK_NOT_GOOD)
    person = db.session.get_one(Person, link.person_id)
    who = Actor(person_id=person.id, name=person.name)
    set_password(person, password_hash, by=who, now=now)
    return person


def make_access_token(
    person: Person,
    label: str,
    *,
    by: Actor,
    now: datetime,
    lasts: timedelta = TOKEN_LASTS,
) -> str:
    """A personal access token: this return value is the only time it is seen."""
    token = f"lrl_{doorkeeper.new_token()}"
    row = AccessToken(
        token_hash=doorkeeper.hash_of(token),
        person_id=person.id,
        label=label,
        made_at=now,
        expires_at=now + lasts,
    )
    db.session.add(row)
    audit.record(
        "accounts.token.made", "person", person.id, by=by, now=now, after={"for": label}
    )
    return token


def end_links(person_id: int, purpose: str | None = None, *, now: datetime) -> None:
    """One-time links of this purpose stop working; without one, all of them."""
    links = update(OneTimeLink).filter_by(person_id=person_id, ended_at=None)
    if purpose:
        links = links.filter_by(purpose=purpose)
    db.session.execute(links.values(ended_at=now))
