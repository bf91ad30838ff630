"""Who was reminded of which certificate, and when."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certificates.reminders.rules.marks import MARKS
from lms.kernel.db import Model


class ReminderLetter(Model):
    """One person got their letter of one day: there is no second one."""

    __tablename__ = "reminder_letters"

    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mails.id"))


class Reminder(Model):
    """A certificate stood in such a letter, for one mark: days before its end."""

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint(
            f"mark IN ({', '.join(map(str, MARKS))})", name="mark_is_known"
        ),
        ForeignKeyConstraint(
            ["recipient_id", "day"],
            ["reminder_letters.recipient_id", "reminder_letters.day"],
            name="fk_reminders_letter",
        ),
    )

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True
    )
    recipient_id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
