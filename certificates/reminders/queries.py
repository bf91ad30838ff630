"""Questions about reminders: what ends soon, who is to be told, who was."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from certificates.awards import queries as awards
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State
from certificates.reminders.models import Reminder, ReminderLetter
from certificates.reminders.rules.marks import MARKS, due_mark
from lms.accounts.models import Affiliation, Person, RoleGrant
from lms.accounts.queries import works_on
from lms.accounts.rules.roles import Role
from lms.kernel.db import db


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
    ending = _ending(on, recipient_id)
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


def _ending(on: date, recipient_id: int | None) -> Sequence[Certificate]:
    last = on + timedelta(days=max(MARKS))
    found = (
        awards.certificates()
        .where(
            Certificate.issued_on <= on,
            Certificate.expires_on <= last,
            awards.stands(State.VALID, on),
        )
        .order_by(Certificate.expires_on, Certificate.id)
        .options(joinedload(Certificate.person))
    )
    if recipient_id is not None:
        team = _team_of(recipient_id, on)
        mine = Certificate.person_id == recipient_id
        found = found.where(or_(mine, Certificate.person_id.in_(team)))
    return db.session.scalars(found).all()


def _team_of(admin_id: int, on: date) -> Select[int]:
    own = select(Affiliation.company_id).where(
        Affiliation.person_id == admin_id, works_on(on)
    )
    return select(Affiliation.person_id).where(
        Affiliation.company_id.in_(own), works_on(on)
    )


def _admins_of(person_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """The partner admins of each of these people, whose accounts are open."""
    if not person_ids:
        return {}
    admins = (
        select(Affiliation.company_id, Person.id)
        .join(Person, Person.id == Affiliation.person_id)
        .join(
            RoleGrant,
            and_(
                RoleGrant.person_id == Person.id,
                RoleGrant.role == Role.PARTNER_ADMIN,
            ),
        )
        .where(works_on(on), Person.closed_at.is_(None))
    )
    by_company: dict[int, set[int]] = {}
    for company_id, admin_id in db.session.execute(admins):
        by_company.setdefault(company_id, set()).add(admin_id)
    works = select(Affiliation.person_id, Affiliation.company_id).where(works_on(on))
    return {
        row.person_id: by_company.get(row.company_id, set())
        for row in db.session.execute(works)
        if row.person_id in person_ids
    }


def _told(ending: Sequence[Certificate]) -> set[tuple[int, int, int]]:
    ids = {certificate.id for certificate in ending}
    if not ids:
        return set()
    rows = db.session.execute(
        select(Reminder.certificate_id, Reminder.recipient_id, Reminder.mark).where(
            Reminder.certificate_id.between(min(ids), max(ids))
        )
    )
    return {(row[0], row[1], row[2]) for row in rows if row[0] in ids}
