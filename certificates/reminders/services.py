"""Reminding one person of everything that is due, in one letter."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale

from certificates.awards.evidence import exams_to_renew
from certificates.reminders import queries
from certificates.reminders.calendar import calendar_file, calendar_of
from certificates.reminders.models import Reminder, ReminderLetter
from certificates.reminders.queries import Due
from lms.accounts.models import Person
from lms.catalogue.queries import programme
from lms.kernel.db import db
from lms.kernel.i18n import DEFAULT
from lms.kernel.mail import Mail, write_to


def remind(recipient_id: int, *, now: datetime) -> bool:
    """Write this person's letter of today, if anything is due and none is written.

    Each certificate stands in it once for each mark, and there is one letter a day:
    the database refuses a second one.
    """
    today = now.date()
    if queries.has_letter(recipient_id, on=today):
        return False
    found = queries.due(on=today, recipient_id=recipient_id)
    if not found:
        return False
    person = db.session.get_one(Person, recipient_id)
    mail = _write(person, found, now=now)
    db.session.add(
        ReminderLetter(recipient_id=recipient_id, day=today, mail_id=mail.id)
    )
    db.session.flush()
    db.session.add_all(_reminder(due, today) for due in found)
    db.session.flush()
    return True


def _reminder(due: Due, day: date) -> Reminder:
    return Reminder(
        certificate_id=due.certificate.id,
        recipient_id=due.recipient_id,
        mark=due.mark,
        day=day,
    )


def _write(person: Person, found: Sequence[Due], *, now: datetime) -> Mail:
    language, about = person.language or DEFAULT, programme()
    with force_locale(language):
        dates = calendar_of((d.certificate for d in found), of=person.id, now=now)
    own = [due.certificate for due in found if due.is_own]
    return write_to(
        person.email,
        "renewal_reminder",
        language=language,
        now=now,
        enclosed=[calendar_file(dates)],
        person=person,
        own=own,
        team=[due.certificate for due in found if not due.is_own],
        exams=exams_to_renew({c.certification_id for c in own}) if own else {},
        today=now.date(),
        provider=about.provider if about else "Laurel",
        base_url=current_app.config["SETTINGS"].base_url,
    )
