"""Questions about a company's people, always through the company's own admin."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import abort
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from lms.accounts.models import Affiliation, Person
from lms.accounts.queries import is_called, last_seen, open_invitations, works_on
from lms.kernel.actor import Actor
from lms.kernel.db import db

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the roster."""

    person: Person
    joined: date
    seen_at: datetime | None
    invited_until: datetime | None

    @property
    def state(self) -> str:
        if self.person.closed_at is not None:
            return "closed"
        if self.person.password_hash is not None:
            return "active"
        return "invited" if self.invited_until else "lapsed"


def roster(
    by: Actor, *, search: str, page: int, now: datetime
) -> tuple[Pagination, list[Member]]:
    """One page of the company's people today, by name, and what is known of them."""
    wanted = _members(by, on=now.date()).order_by(Person.name, Person.id)
    if search:
        wanted = wanted.where(is_called(search))
    found = db.paginate(wanted, page=page, per_page=PER_PAGE)
    return found, _lines(found.items, now=now)


def member(by: Actor, person_id: int, *, now: datetime) -> Member:
    """One of the company's people today, or 404."""
    return _lines([affiliation_of(by, person_id, on=now.date())], now=now)[0]


def affiliation_of(by: Actor, person_id: int, *, on: date) -> Affiliation:
    """How this person belongs to the company of `by`, or 404."""
    affiliation: Affiliation = db.first_or_404(
        _members(by, on=on).where(Affiliation.person_id == person_id)
    )
    return affiliation


def refuse_without_company(by: Actor) -> None:
    """404 for somebody who works for no company today."""
    if by.company_id is None:
        abort(404)


def _members(by: Actor, *, on: date) -> Select[Affiliation]:
    refuse_without_company(by)
    return (
        select(Affiliation)
        .join(Affiliation.person)
        .where(Affiliation.company_id == by.company_id, works_on(on))
        .options(contains_eager(Affiliation.person).selectinload(Person.roles))
    )


def _lines(affiliations: list[Affiliation], *, now: datetime) -> list[Member]:
    people = [a.person_id for a in affiliations]
    seen, invited = last_seen(people), open_invitations(people, now=now)
    return [
        Member(a.person, a.starts, seen.get(a.person_id), invited.get(a.person_id))
        for a in affiliations
    ]
