"""Exams and their published versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Certification
from lms.kernel.db import Json, Model
from question_banks.items.models import Bank, Question

RENEWAL = "-renewal"
"""Ends the key of a renewal exam; before it stands the certification's."""


class Exam(Model):
    """The exam of one certification; its key is the certification's.

    Beside it there may be a renewal exam: shorter, for those who hold the
    certificate and are in its renewal window.
    """

    __tablename__ = "exams"
    __table_args__ = (UniqueConstraint("certification_id", "is_renewal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certifications.id"))
    is_renewal: Mapped[bool] = mapped_column(default=False, server_default=false())
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))

    certification: Mapped[Certification] = relationship()
    bank: Mapped[Bank] = relationship()
    versions: Mapped[list["ExamVersion"]] = relationship(
        back_populates="exam", order_by="ExamVersion.number"
    )

    @property
    def certification_key(self) -> str:
        """The key of what it is about: its own, but for a renewal exam."""
        return self.key.removesuffix(RENEWAL) if self.is_renewal else self.key


class ExamVersion(Model):
    """The conditions of an exam: an attempt keeps the version it began under.

    `blueprint` is {domain key: number of questions} and adds up to `questions`;
    `waits_days` are the days before the 2nd, 3rd, … attempt (the last repeats);
    at most `attempts_allowed` attempts in `window_days`. `layout` is one question
    at a time or a list of all; `feedback` says what a candidate learns afterwards
    (domains, score or verdict alone); who starts accepts `agreement`, if there is
    one.
    """

    __tablename__ = "exam_versions"
    __table_args__ = (
        UniqueConstraint("exam_id", "number"),
        CheckConstraint("questions > 0", name="questions_are_positive"),
        CheckConstraint("seconds > 0", name="time_is_positive"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark_in_range"),
        CheckConstraint("attempts_allowed > 0", name="attempts_are_positive"),
        CheckConstraint("layout IN ('one', 'list')", name="layout_is_known"),
        CheckConstraint(
            "feedback IN ('domains', 'score', 'verdict')", name="feedback_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    number: Mapped[int]
    questions: Mapped[int]
    seconds: Mapped[int]
    pass_mark: Mapped[int]
    blueprint: Mapped[dict[str, int]]
    attempts_allowed: Mapped[int]
    window_days: Mapped[int] = mapped_column(default=365)
    waits_days: Mapped[list[int]]
    layout: Mapped[str] = mapped_column(default="one", server_default="one")
    calculator: Mapped[bool] = mapped_column(default=False, server_default=false())
    feedback: Mapped[str] = mapped_column(default="domains", server_default="domains")
    agreement: Mapped[dict[str, str] | None] = mapped_column(Json)
    digest: Mapped[str]
    published_at: Mapped[datetime]

    exam: Mapped[Exam] = relationship(back_populates="versions")


class QuestionBlock(Model):
    """A question leaked: it is drawn no more; append-only, until it is lifted."""

    __tablename__ = "question_blocks"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship()
    lifting: Mapped["BlockLifting | None"] = relationship(back_populates="block")


class BlockLifting(Model):
    """A block was a mistake, or its question was rewritten; append-only."""

    __tablename__ = "block_liftings"

    block_id: Mapped[int] = mapped_column(
        ForeignKey("question_blocks.id"), primary_key=True
    )
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    block: Mapped[QuestionBlock] = relationship(back_populates="lifting")
