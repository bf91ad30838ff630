"""Questions about reminders: what ends soon, who is to be told, who was."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from certificates.awards import queries as awards
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State
from certificates.reminders.models import Reminder, ReminderLetter
from certificates.reminders.rules.marks import MARKS, due_mark
from lms.accounts.models import Affiliation, Person, RoleGrant
from lms.accounts.queries import works_on
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, in_slices

WORK, ADMIN = aliased(Affiliation), aliased(Affiliation)


@dataclass(frozen=True, slots=True)
class Due:
    """One certificate that one person is to be reminded of."""

    certificate: Certificate
    recipient_id: int
    mark: int

    @property
    def is_own(self) -> bool:
        return self.certificate.person_id == self.recipient_id


def due(*, on: date, recipient_id: int | None = None) -> list[Due]:
    """Everything that somebody (or this person) is to be told, what ends first first.

    In force, not renewed, not suspended; to the holder and to the partner admins of
    the company they work for on this day.
    """
    people = None if recipient_id is None else _people_of(recipient_id, on)
    ending = _ending(on, people)
    told, admins = _told(ending), _admins_of({c.person_id for c in ending}, on)
    return [
        found
        for certificate in ending
        for found in _of(certificate, admins, on)
        if recipient_id in (None, found.recipient_id)
        and (certificate.id, found.recipient_id, found.mark) not in told
    ]


def has_letter(recipient_id: int, *, on: date) -> bool:
    """Was this person written to on this day?"""
    found = select(ReminderLetter.day).filter_by(recipient_id=recipient_id, day=on)
    return db.session.scalar(found) is not None


def _of(
    certificate: Certificate, admins: Mapping[int, Collection[int]], on: date
) -> Iterator[Due]:
    term = certificate.term
    mark = due_mark(term.days_left(on), (term.expires - term.starts).days)
    if mark is None:
        return
    if certificate.person.closed_at is None:
        yield Due(certificate, certificate.person_id, mark)
    for admin in sorted(admins.get(certificate.person_id, ())):
        if admin != certificate.person_id:
            yield Due(certificate, admin, mark)


def _ending(on: date, people: Collection[int] | None) -> list[Certificate]:
    found = (
        awards.certificates()
        .where(
            Certificate.issued_on <= on,
            Certificate.expires_on <= on + timedelta(days=max(MARKS)),
            awards.stands(State.VALID, on),
        )
        .order_by(Certificate.expires_on, Certificate.id)
        .options(joinedload(Certificate.person))
    )
    if people is not None:
        found = found.where(Certificate.person_id.in_(people))
    return list(db.session.scalars(found))


def _people_of(recipient_id: int, on: date) -> list[int]:
    """Whose certificates may concern somebody: their own, and their company's."""
    own = select(Affiliation.company_id).where(
        Affiliation.person_id == recipient_id, works_on(on)
    )
    mates = select(Affiliation.person_id).where(
        Affiliation.company_id.in_(own), works_on(on)
    )
    return [recipient_id, *db.session.scalars(mates)]


def _admins_of(person_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """The partner admins of each of these people, whose accounts are open."""
    pairs = (
        select(WORK.person_id, Person.id)
        .join(ADMIN, ADMIN.company_id == WORK.company_id)
        .join(Person, Person.id == ADMIN.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.PARTNER_ADMIN,
            Person.closed_at.is_(None),
            *(_holds(row, on) for row in (WORK, ADMIN)),
        )
    )
    found: dict[int, set[int]] = {}
    for some in in_slices(person_ids):
        for person, boss in db.session.execute(pairs.where(WORK.person_id.in_(some))):
            found.setdefault(person, set()).add(boss)
    return found


def _holds(row: Any, on: date) -> ColumnElement[bool]:
    return and_(row.starts <= on, or_(row.ends.is_(None), row.ends > on))


def _told(ending: Sequence[Certificate]) -> set[tuple[int, int, int]]:
    columns = (Reminder.certificate_id, Reminder.recipient_id, Reminder.mark)
    return {
        (row[0], row[1], row[2])
        for some in in_slices(certificate.id for certificate in ending)
        for row in db.session.execute(
            select(*columns).where(Reminder.certificate_id.in_(some))
        )
    }
