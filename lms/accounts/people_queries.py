"""Questions about everybody, for those who may see everybody."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from lms.accounts.models import Affiliation, Company, Person, RoleGrant, SignIn
from lms.accounts.queries import is_called, last_seen, works_on
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db

PER_PAGE = 50
LINES = 20


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of the list of people."""

    person: Person
    company: Company | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One line of the list of companies."""

    company: Company
    people: int


def people(
    *, search: str, role: str, company_id: int | None, page: int, on: date
) -> tuple[Pagination, list[PersonLine]]:
    """One page of people by name; an empty filter lets everybody through."""
    wanted = select(Person).order_by(Person.name, Person.id)
    if search:
        wanted = wanted.where(is_called(search))
    if role in list(Role):
        wanted = wanted.where(Person.roles.any(RoleGrant.role == role))
    if company_id:
        works = (Affiliation.company_id == company_id) & works_on(on)
        wanted = wanted.where(Person.affiliations.any(works))
    found = db.paginate(_with_all(wanted), page=page, per_page=PER_PAGE)
    seen = last_seen([person.id for person in found.items])
    return found, [
        PersonLine(person, company_of(person, on=on), seen.get(person.id))
        for person in found.items
    ]


def person_of(person_id: int) -> Person:
    """One person with roles and affiliations, or 404."""
    person: Person = db.first_or_404(_with_all(select(Person).filter_by(id=person_id)))
    return person


def company_of(person: Person, *, on: date) -> Company | None:
    """Where the person works on a day."""
    return next(
        (
            a.company
            for a in person.affiliations
            if a.starts <= on and (a.ends is None or on < a.ends)
        ),
        None,
    )


def latest_sign_ins(person_id: int) -> list[SignIn]:
    return list(
        db.session.scalars(
            select(SignIn)
            .filter_by(person_id=person_id)
            .order_by(SignIn.started_at.desc(), SignIn.id.desc())
            .limit(10)
        )
    )


def deeds_about(person_id: int) -> list[tuple[AuditEvent, str | None]]:
    """The newest audit rows about a person, each with the name of who did it."""
    rows = db.session.execute(
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .filter(
            AuditEvent.subject_kind == "person",
            AuditEvent.subject_id == str(person_id),
        )
        .order_by(AuditEvent.id.desc())
        .limit(LINES)
    )
    return [(event, name) for event, name in rows]


def companies(*, on: date) -> list[CompanyLine]:
    """Every company by name, with how many people work there on a day."""
    rows = db.session.execute(
        select(Company, func.count(Affiliation.id))
        .outerjoin(Affiliation, (Affiliation.company_id == Company.id) & works_on(on))
        .group_by(Company.id)
        .order_by(Company.name, Company.id)
    )
    return [CompanyLine(company, count) for company, count in rows]


def company_names() -> list[tuple[int, str]]:
    """Every company by name, to choose from."""
    rows = db.session.execute(select(Company.id, Company.name).order_by(Company.name))
    return [(row[0], row[1]) for row in rows]


def company(company_id: int) -> Company:
    """One company, or 404."""
    return db.get_or_404(Company, company_id)


def _with_all(wanted: Select[Person]) -> Select[Person]:
    return wanted.options(
        selectinload(Person.roles),
        selectinload(Person.affiliations).joinedload(Affiliation.company),
    )
