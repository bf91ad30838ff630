"""What staff noted and did, and what browsers hinted at."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.invigilation.rules.signals import MOST_SIGNALS, Signal
from exams.papers.models import Exam
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.kernel.db import Model

KINDS = ", ".join(f"'{kind}'" for kind in Signal)


class Incident(Model):
    """Something that happened, in the words of who saw it; append-only."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempts.id"), index=True
    )
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    exam: Mapped[Exam] = relationship()
    attempt: Mapped[Attempt | None] = relationship()
    by: Mapped[Person | None] = relationship()


class AttemptVoid(Model):
    """An attempt does not count: who said so, and why; append-only."""

    __tablename__ = "attempt_voids"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Reopening(Model):
    """A proposal to open a closed attempt again; a second person decides.

    States: proposed → approved or refused. Who proposes may take it back, which is
    a refusal, but never approve it.
    """

    __tablename__ = "reopenings"
    __table_args__ = (
        CheckConstraint("approved_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name="approved_by_somebody",
        ),
        CheckConstraint(
            "approved_at IS NULL OR refused_at IS NULL", name="one_decision"
        ),
        CheckConstraint("minutes > 0", name="minutes_are_positive"),
        Index(
            "uq_reopenings_one_proposed",
            "attempt_id",
            unique=True,
            sqlite_where=text("approved_at IS NULL AND refused_at IS NULL"),
            postgresql_where=text("approved_at IS NULL AND refused_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    minutes: Mapped[int]
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refused_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    attempt: Mapped[Attempt] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])


class IntegritySignal(Model):
    """A hint from the candidate's browser; append-only, so many for each attempt."""

    __tablename__ = "integrity_signals"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind_is_known"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_SIGNALS}", name="not_endless"),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    happened_at: Mapped[datetime]


class SaveMinute(Model):
    """How long saves took in one minute, as one web process measured them.

    `buckets` counts them by time taken, see rules/latency.py.
    """

    __tablename__ = "save_minutes"

    minute: Mapped[datetime] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(primary_key=True)
    buckets: Mapped[list[int]]
