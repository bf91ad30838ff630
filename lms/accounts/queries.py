"""Questions about people: who is this, and what may they do?"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from lms.accounts.models import (
    AccessToken,
    Affiliation,
    Company,
    OneTimeLink,
    Person,
    RoleGrant,
    SignIn,
)
from lms.accounts.rules.roles import Role, permissions_of
from lms.accounts.rules.sign_ins import is_live
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.permissions import Permission


def actor_of_sign_in(
    token_hash: str, *, now: datetime
) -> tuple[Actor, datetime] | None:
    """The person behind a signed-in browser and when it was last noted, in one
    query; None once it was signed out or has been left alone for too long."""
    rows = _rows(
        _people(SignIn.id, SignIn.started_at, SignIn.seen_at, on=now.date())
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
    )
    if not rows:
        return None
    sign_in_id, started, seen = rows[0][-3:]
    if not is_live(started, seen, now=now):
        return None
    return _actor(rows, sign_in_id), seen


def actor_of_token(token_hash: str, *, now: datetime) -> Actor | None:
    """The person behind a personal access token."""
    return _only_actor(
        _people(on=now.date())
        .join(AccessToken, AccessToken.person_id == Person.id)
        .where(
            AccessToken.token_hash == token_hash,
            AccessToken.ended_at.is_(None),
            AccessToken.expires_at > now,
        )
    )


def actor_of_person(person_id: int, *, on: date) -> Actor | None:
    return _only_actor(_people(on=on).where(Person.id == person_id))


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


def works_on(day: date) -> ColumnElement[bool]:
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


def _people(*more: Any, on: date) -> Select[Any]:
    people: Select[Any] = select(
        Person, RoleGrant.role, Company.id, Company.slug, Company.name, *more
    )
    return (
        people.outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Affiliation, and_(Affiliation.person_id == Person.id, works_on(on)))
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .where(Person.closed_at.is_(None))
    )


def _rows(people: Select[Any]) -> list[Any]:
    return [tuple(row) for row in db.session.execute(people)]


def _only_actor(people: Select[Any]) -> Actor | None:
    rows = _rows(people)
    return _actor(rows, None) if rows else None


def _actor(rows: list[Any], sign_in_id: int | None) -> Actor:
    person, _, company_id, company_slug, company_name, *_ = rows[0]
    roles = [Role(row[1]) for row in rows if row[1]]
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        roles=frozenset(roles),
        permissions=frozenset(Permission(p) for p in permissions_of(roles)),
        company_id=company_id,
        company_slug=company_slug,
        company_name=company_name,
        language=person.language,
        theme=person.theme,
        sign_in_id=sign_in_id,
    )
