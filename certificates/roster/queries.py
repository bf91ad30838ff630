"""Questions about the certificates of those who work for a company today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, case, func, select

from certificates.awards.models import Certificate
from certificates.awards.queries import PAGE, certificates, stands
from certificates.awards.rules.term import State
from lms.accounts.models import Affiliation, Person
from lms.accounts.queries import is_called, works_on
from lms.accounts.team_queries import refuse_without_company
from lms.catalogue.models import Certification
from lms.kernel.actor import Actor
from lms.kernel.db import db

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them; `ending` in days from today."""

    ending: int | None = None
    certification: str | None = None
    person: str | None = None
    state: State | None = None


def roster(by: Actor, wanted: Wanted, *, on: date, page: int) -> Pagination:
    """A page of them: what counts and ends first stands first, what is over last.
    404 for somebody who works for no company."""
    found = _chosen(certificates(), by, wanted, on=on).order_by(*_order(on))
    return db.paginate(found, page=page, per_page=PAGE, max_per_page=PAGE)


def roster_ids(by: Actor, wanted: Wanted, *, on: date, most: int) -> list[int]:
    """The ids of all pages, in the order of the pages; at most so many."""
    found = select(Certificate.id).join(Certificate.certification)
    found = found.outerjoin(Certificate.revocation)
    chosen = _chosen(found, by, wanted, on=on).order_by(*_order(on))
    return list(db.session.scalars(chosen.limit(most)))


def ending_count(by: Actor, days: int, *, on: date) -> int:
    """How many certificates in force end within so many days."""
    found = select(func.count()).select_from(Certificate)
    found = found.join(Certificate.certification).outerjoin(Certificate.revocation)
    ending = Wanted(ending=days)
    return db.session.scalar(_chosen(found, by, ending, on=on)) or 0


def _chosen(found: Select[Row], by: Actor, wanted: Wanted, *, on: date) -> Select[Row]:
    refuse_without_company(by)
    found = found.where(Certificate.person_id.in_(_team(by, on)))
    if wanted.ending is not None:
        ends_by = on + timedelta(days=wanted.ending)
        found = found.where(stands(State.VALID, on), Certificate.expires_on <= ends_by)
    if wanted.certification:
        found = found.where(Certification.key == wanted.certification)
    if wanted.person:
        called = select(Person.id).where(is_called(wanted.person))
        found = found.where(Certificate.person_id.in_(called))
    if wanted.state:
        found = found.where(stands(wanted.state, on))
    return found


def _team(by: Actor, on: date) -> Select[int]:
    return select(Affiliation.person_id).where(
        Affiliation.company_id == by.company_id, works_on(on)
    )


def _order(on: date) -> list[Any]:
    place = case(
        (stands(State.VALID, on), 0), (stands(State.SUSPENDED, on), 1), else_=2
    )
    return [place, Certificate.expires_on, Certificate.id]
