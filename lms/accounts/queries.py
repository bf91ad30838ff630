"""Questions about people: who is this, and what may they do?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

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
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.permissions import Permission


def actor_of_sign_in(token_hash: str, *, on: date) -> Actor | None:
    """The person behind a signed-in browser, in one query."""
    return _actor(
        _people(SignIn.id, on=on)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
    )


def actor_of_token(token_hash: str, *, now: datetime) -> Actor | None:
    """The person behind a personal access token."""
    return _actor(
        _people(None, on=now.date())
        .join(AccessToken, AccessToken.person_id == Person.id)
        .where(
            AccessToken.token_hash == token_hash,
            AccessToken.ended_at.is_(None),
            AccessToken.expires_at > now,
        )
    )


def actor_of_person(person_id: int, *, on: date) -> Actor | None:
    return _actor(_people(None, on=on).where(Person.id == person_id))


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).filter_by(email=email.strip().lower()))


def live_link(token_hash: str, *, now: datetime) -> OneTimeLink | None:
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == token_hash,
            OneTimeLink.ended_at.is_(None),
            OneTimeLink.expires_at > now,
        )
    )


def works_on(day: date) -> ColumnElement[bool]:
    """Affiliations that hold on a day: starts <= day < ends."""
    return and_(
        Affiliation.starts <= day,
        or_(Affiliation.ends.is_(None), Affiliation.ends > day),
    )


def _people(sign_in: Any, *, on: date) -> Select[Any]:
    columns: list[Any] = [
        Person,
        RoleGrant.role,
        Company.id,
        Company.slug,
        Company.name,
    ]
    if sign_in is not None:
        columns.append(sign_in)
    people: Select[Any] = select(*columns)
    return (
        people.outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Affiliation, and_(Affiliation.person_id == Person.id, works_on(on)))
        .outerjoin(Company, Company.id == Affiliation.company_id)
        .where(Person.closed_at.is_(None))
    )


def _actor(people: Select[Any]) -> Actor | None:
    rows = [tuple(row) for row in db.session.execute(people)]
    if not rows:
        return None
    person, _, company_id, company_slug, company_name, *sign_in = rows[0]
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
        sign_in_id=sign_in[0] if sign_in else None,
    )
