"""Questions about people: who is this, and what may they do?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
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
from lms.accounts.rules.roles import Role, permissions_of, roles_with
from lms.accounts.rules.sign_ins import is_live
from lms.kernel import beside
from lms.kernel.actor import Actor
from lms.kernel.db import UtcDateTime, db
from lms.kernel.permissions import Permission
from lms.kernel.quick import look


def actor_of_sign_in(
    token_hash: str, *, now: datetime
) -> tuple[Actor, datetime] | None:
    """The person behind a signed-in browser and when it was last noted, in one
    query; None once it was signed out or has been left alone for too long."""
    rows = beside.ask(BY_SIGN_IN, token=token_hash, on=now.date())
    if not rows:
        return None
    signed_in = rows[0]
    if not is_live(signed_in.started_at, signed_in.seen_at, now=now):
        return None
    return _actor(rows, signed_in.sign_in_id), signed_in.seen_at


def signed_in_to(
    permission: Permission, *, token: ColumnElement[str]
) -> ColumnElement[bool]:
    """Sign-ins under this token (its hash) of people who may do this; what is_live
    says of them is not asked here."""
    roles = (RoleGrant.role == str(role) for role in roles_with(permission))
    return and_(
        SignIn.token_hash == token,
        SignIn.ended_at.is_(None),
        exists().where(RoleGrant.person_id == SignIn.person_id, or_(*roles)),
        exists().where(Person.id == SignIn.person_id, Person.closed_at.is_(None)),
    )


def actor_of_token(token_hash: str, *, now: datetime) -> Actor | None:
    """The person behind a personal access token."""
    rows = beside.ask(BY_TOKEN, token=token_hash, now=now, on=now.date())
    return _actor(rows, None) if rows else None


def actor_of_person(person_id: int, *, on: date) -> Actor | None:
    rows = look(BY_PERSON, person=person_id, on=on)
    return _actor(rows, None) if rows else None


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).filter_by(email=email.strip().lower()))


def live_link(token_hash: str, *, now: datetime) -> OneTimeLink | None:
    """A link that still works, held until the transaction ends: of two uses at
    once, the second one finds it ended."""
    return db.session.scalar(
        select(OneTimeLink)
        .join(Person, Person.id == OneTimeLink.person_id)
        .where(
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.ended_at.is_(None),
            OneTimeLink.expires_at > now,
            Person.closed_at.is_(None),
        )
        .with_for_update(of=OneTimeLink)
    )


def sign_ins_of(person_id: int, *, now: datetime) -> list[SignIn]:
    """The browsers this person is signed in with, the latest seen first."""
    rows = db.session.scalars(
        select(SignIn)
        .filter_by(person_id=person_id, ended_at=None)
        .order_by(SignIn.seen_at.desc())
    )
    return [row for row in rows if is_live(row.started_at, row.seen_at, now=now)]


def tokens_of(person_id: int, *, now: datetime) -> list[AccessToken]:
    """Access tokens that still work, the newest first."""
    return list(
        db.session.scalars(
            select(AccessToken)
            .filter_by(person_id=person_id, ended_at=None)
            .where(AccessToken.expires_at > now)
            .order_by(AccessToken.made_at.desc(), AccessToken.id.desc())
        )
    )


def token_of(person_id: int, token_id: int) -> AccessToken:
    """One access token of this person, or 404."""
    token: AccessToken = db.first_or_404(
        select(AccessToken).filter_by(id=token_id, person_id=person_id)
    )
    return token


def last_seen(people: Collection[int]) -> dict[int, datetime]:
    """When each of these people was last here; who never was is missing."""
    return _by_person(
        select(SignIn.person_id, func.max(SignIn.seen_at))
        .where(SignIn.person_id.in_(people))
        .group_by(SignIn.person_id)
    )


def open_invitations(people: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """Until when the invitation of each of these people works."""
    return _by_person(
        select(OneTimeLink.person_id, func.max(OneTimeLink.expires_at))
        .where(
            OneTimeLink.person_id.in_(people),
            OneTimeLink.purpose == "invitation",
            OneTimeLink.ended_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .group_by(OneTimeLink.person_id)
    )


def works_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Affiliations that hold on a day: starts <= day < ends."""
    return and_(
        Affiliation.starts <= day,
        or_(Affiliation.ends.is_(None), Affiliation.ends > day),
    )


def _by_person(rows: Select[int, datetime]) -> dict[int, datetime]:
    return {row[0]: row[1] for row in db.session.execute(rows)}


def is_called(typed: str) -> ColumnElement[bool]:
    """People whose name or address contains what was typed, in any case."""
    return or_(
        Person.email.contains(typed.lower(), autoescape=True),
        Person.name.icontains(typed, autoescape=True),
        # SQLite folds the case of Latin letters only.
        Person.name.contains(typed.title(), autoescape=True),
    )


def _actor(rows: Sequence[Any], sign_in_id: int | None) -> Actor:
    person = rows[0]
    roles = frozenset(row.role for row in rows if row.role)
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        roles=roles,
        permissions=_opened_by(roles),
        company_id=person.company_id,
        company_slug=person.company_slug,
        company_name=person.company_name,
        language=person.language,
        theme=person.theme,
        sign_in_id=sign_in_id,
    )


@cache
def _opened_by(roles: frozenset[str]) -> frozenset[Permission]:
    return frozenset(map(Permission, permissions_of(map(Role, roles))))


def _people(*more: Any) -> Select[Any]:
    on = bindparam("on", type_=Date())
    people: Select[Any] = select(
        Person.id,
        Person.name,
        Person.email,
        Person.language,
        Person.theme,
        RoleGrant.role,
        Company.id.label("company_id"),
        Company.slug.label("company_slug"),
        Company.name.label("company_name"),
        *more,
    )
    return (
        people.outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Affiliation, and_(Affiliation.person_id == Person.id, works_on(on)))
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .where(Person.closed_at.is_(None))
    )


BY_PERSON = _people().where(Person.id == bindparam("person"))
BY_SIGN_IN = (
    _people(SignIn.id.label("sign_in_id"), SignIn.started_at, SignIn.seen_at)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None))
)
BY_TOKEN = (
    _people()
    .join(AccessToken, AccessToken.person_id == Person.id)
    .where(
        AccessToken.token_hash == bindparam("token"),
        AccessToken.ended_at.is_(None),
        AccessToken.expires_at > bindparam("now", type_=UtcDateTime()),
    )
)
"""Built once: one of them is asked with every request."""
