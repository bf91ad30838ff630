"""Attempts, their papers, and every answer that was given."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.papers.models import Exam, ExamVersion
from exams.schedule.models import ExamWindow
from lms.accounts.models import Company, Person
from lms.kernel.db import Json, Model
from question_banks.items.models import QuestionVersion


class Attempt(Model):
    """One sitting of one exam by one person.

    The deadline is fixed at the start; only a row in `attempt_time_events` moves
    it. `closes_at` is the deadline with its grace: what arrives later is too late.
    `company_id` is whom the person worked for that day: the past stays with the
    company of the time. States: open → closed, by `cause` (handed_in or time_up);
    while `paused_at` is set the clock stands still. `writer_epoch` names the
    window that holds the pen; 0 while none has taken it. `time_factor` is in per
    cent of the exam's time. A void attempt (`voided_at`) proves nothing; `is_spent`
    says whether it uses up one of the person's attempts. `unmarked_since`: closed,
    but a key could not be used; it has no score yet.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("exam_id", "person_id", "number"),
        Index(
            "uq_attempts_one_open",
            "exam_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_attempts_closing",
            "closes_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "started_at"),
        Index(
            "ix_attempts_unmarked",
            "unmarked_since",
            sqlite_where=text("unmarked_since IS NOT NULL"),
            postgresql_where=text("unmarked_since IS NOT NULL"),
        ),
        CheckConstraint("state IN ('open', 'closed')", name="state_is_known"),
        CheckConstraint(
            "(state = 'open') = (finished_at IS NULL)", name="closed_has_an_end"
        ),
        CheckConstraint(
            "(state = 'open') = (cause IS NULL)", name="closed_has_a_cause"
        ),
        CheckConstraint("finished_at >= started_at", name="ends_after_start"),
        CheckConstraint("deadline_at > started_at", name="deadline_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    exam_version_id: Mapped[int] = mapped_column(ForeignKey("exam_versions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(
        ForeignKey("companies.id"), index=True
    )
    number: Mapped[int]
    state: Mapped[str]
    cause: Mapped[str | None]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    deadline_version: Mapped[int] = mapped_column(default=1)
    closes_at: Mapped[datetime]
    time_factor: Mapped[int] = mapped_column(default=100)
    paused_at: Mapped[datetime | None]
    painted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    writer_epoch: Mapped[int] = mapped_column(default=0)
    paper_version: Mapped[int] = mapped_column(default=1)
    unsent: Mapped[int] = mapped_column(default=0)
    agreement_digest: Mapped[str | None]
    window_id: Mapped[int | None] = mapped_column(ForeignKey("exam_windows.id"))
    voided_at: Mapped[datetime | None]
    unmarked_since: Mapped[datetime | None]
    is_spent: Mapped[bool] = mapped_column(default=True, server_default=true())
    seed: Mapped[str]

    exam: Mapped[Exam] = relationship()
    exam_version: Mapped[ExamVersion] = relationship()
    person: Mapped[Person] = relationship()
    company: Mapped[Company | None] = relationship()
    window: Mapped[ExamWindow | None] = relationship()
    paper: Mapped[list["PaperQuestion"]] = relationship(
        back_populates="attempt", order_by="PaperQuestion.position"
    )


class PaperQuestion(Model):
    """One question as it was put to one candidate; never changed after the draw.

    `order` lists option ids as shown; `tokens` are the names the candidate's
    browser knows them by, in the same order: random, so that neither order nor
    name says anything about the key.
    """

    __tablename__ = "paper_questions"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_versions.id"), index=True
    )
    order: Mapped[list[str]]
    tokens: Mapped[list[str]]

    attempt: Mapped[Attempt] = relationship(back_populates="paper")
    question: Mapped[QuestionVersion] = relationship()


class PaperSubstitution(Model):
    """What stands at a position from now on: another question, or the same one that
    does not count any more; append-only, the highest number holds."""

    __tablename__ = "paper_substitutions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["paper_questions.attempt_id", "paper_questions.position"],
            name="fk_paper_substitutions_position",
        ),
    )

    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    order: Mapped[list[str]]
    tokens: Mapped[list[str]]
    is_counted: Mapped[bool]
    block_id: Mapped[int] = mapped_column(ForeignKey("question_blocks.id"), index=True)
    at: Mapped[datetime]


class Answer(Model):
    """What the server holds for one question now: the only thing marking reads.

    `response` is in ids of the question's parts (see rules/responses.py);
    `revision` counts saves from 1; 0 is a row that carries only a flag or a note.
    """

    __tablename__ = "answers"
    __table_args__ = (CheckConstraint("revision >= 0", name="revision_counts_up"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    response: Mapped[Any] = mapped_column(Json)
    flagged: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime | None]


class AnswerEvent(Model):
    """Every save that was acknowledged, in order of arrival; append-only."""

    __tablename__ = "answer_events"
    __table_args__ = (
        UniqueConstraint("attempt_id", "op_id"),
        UniqueConstraint("attempt_id", "position", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    position: Mapped[int]
    op_id: Mapped[str]
    revision: Mapped[int]
    response: Mapped[Any] = mapped_column(Json)
    received_at: Mapped[datetime]


class TimeEvent(Model):
    """Why a deadline moved, or the clock stood still; append-only.

    `seconds` is what the candidate was given (less than nothing when time was
    taken back).
    """

    __tablename__ = "attempt_time_events"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('extension', 'outage', 'pause', 'resume', 'painted', "
            "'accommodation', 'reopened')",
            name="kind_is_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    kind: Mapped[str]
    seconds: Mapped[int]
    deadline_before: Mapped[datetime]
    deadline_after: Mapped[datetime]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(default="")

    attempt: Mapped[Attempt] = relationship()


class Heartbeat(Model):
    """When the web server last could write: one row, moved on every few seconds."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Outage(Model):
    """A time in which we could not take answers, and what it was credited with."""

    __tablename__ = "outages"
    __table_args__ = (
        CheckConstraint("ended_at > began_at", name="ends_after_it_began"),
        UniqueConstraint("began_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    attempts: Mapped[int]
    credited_seconds: Mapped[int]
