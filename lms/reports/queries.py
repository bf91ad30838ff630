"""Questions about what was done and what was written. Read only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select

from lms.accounts.models import Person
from lms.accounts.queries import is_called
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db
from lms.kernel.mail import Mail
from lms.reports.rules.trail import Change, blotted, changes

PER_PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the trail is wanted; empty lets everything through."""

    action: str = ""
    person: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit trail."""

    event: AuditEvent
    actor: Person | None
    subject: Person | None

    @property
    def changes(self) -> list[Change]:
        return changes(self.event.before, self.event.after)


def audit_trail(filters: Filters, *, page: int) -> tuple[Pagination, list[Deed]]:
    """One page of deeds, the newest first."""
    found = db.paginate(_trail(filters), page=page, per_page=PER_PAGE)
    return found, _deeds(found.items)


def whole_trail(filters: Filters) -> Iterator[Deed]:
    """All deeds, the newest first, read a few hundred at a time.

    By their numbers: a cursor in the database would need a transaction around it.
    """
    trail = _trail(filters).limit(AT_ONCE)
    events = db.session.scalars(trail).all()
    while events:
        oldest = events[-1].id
        yield from _deeds(events)
        events = db.session.scalars(trail.where(AuditEvent.id < oldest)).all()


def letters(*, recipient: str, page: int) -> Pagination:
    """One page of letters, the newest first."""
    wanted = select(Mail).order_by(Mail.id.desc())
    if recipient:
        wanted = wanted.where(Mail.recipient.icontains(recipient, autoescape=True))
    return db.paginate(wanted, page=page, per_page=PER_PAGE)


def letter(mail_id: int) -> Mail:
    """One letter, or 404."""
    return db.get_or_404(Mail, mail_id)


def text_of(mail: Mail) -> str:
    """The letter as an administrator may read it: at a desk with its links, in
    production without the keys in them."""
    is_production = current_app.config["SETTINGS"].is_production
    return blotted(mail.body) if is_production else mail.body


def _trail(filters: Filters) -> Select[AuditEvent]:
    trail = select(AuditEvent).order_by(AuditEvent.id.desc())
    if filters.action:
        trail = trail.where(
            AuditEvent.action.istartswith(filters.action, autoescape=True)
        )
    if filters.person:
        trail = trail.where(_concerns(filters.person))
    if filters.day and filters.day < date.max:
        midnight = datetime.combine(filters.day, time(), UTC)
        trail = trail.where(
            AuditEvent.at >= midnight, AuditEvent.at < midnight + timedelta(days=1)
        )
    return trail


def _concerns(person: str) -> ColumnElement[bool]:
    """Deeds by the person and deeds about the person."""
    by = select(Person.id).where(is_called(person))
    about = select(cast(Person.id, String)).where(is_called(person))
    return or_(
        AuditEvent.actor_id.in_(by),
        and_(AuditEvent.subject_kind == "person", AuditEvent.subject_id.in_(about)),
    )


def _deeds(events: Iterable[AuditEvent]) -> list[Deed]:
    events = list(events)
    actors = {e.actor_id for e in events if e.actor_id}
    subjects = {_person_id(event) for event in events} - {0}
    people = {
        person.id: person
        for person in db.session.scalars(
            select(Person).where(Person.id.in_(actors | subjects))
        )
    }
    return [
        Deed(
            event,
            actor=people.get(event.actor_id or 0),
            subject=people.get(_person_id(event)),
        )
        for event in events
    ]


def _person_id(event: AuditEvent) -> int:
    """The person a deed is about; 0 when it is about something else."""
    return int(event.subject_id) if event.subject_kind == "person" else 0
