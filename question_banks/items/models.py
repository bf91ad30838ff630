"""Banks, domains, questions and published versions, with the key apart."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kernel.db import Model


class Bank(Model):
    """The questions for one certification's exams."""

    __tablename__ = "banks"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]

    domains: Mapped[list["Domain"]] = relationship(
        back_populates="bank", order_by="Domain.position"
    )


class Domain(Model):
    """A field of knowledge that a blueprint gives a number of questions."""

    __tablename__ = "domains"
    __table_args__ = (UniqueConstraint("bank_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    key: Mapped[str]
    title: Mapped[dict[str, str]]
    position: Mapped[int]

    bank: Mapped[Bank] = relationship(back_populates="domains")


class Question(Model):
    """A question's identity; `code` is how people name it, as F-PLAT-001."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("bank_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    code: Mapped[str]
    created_at: Mapped[datetime]
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("question_versions.id", use_alter=True), index=True
    )
    retired_at: Mapped[datetime | None]

    bank: Mapped[Bank] = relationship()
    current: Mapped["QuestionVersion | None"] = relationship(
        foreign_keys=[current_version_id], post_update=True
    )


class QuestionVersion(Model):
    """A published text: prompt and options by language. Never edited.

    `options` is a list of {"id": "a", "text": {"en": …, "ru": …}} in the
    author's order; ids are letters that mean nothing outside this version.
    `written_by_id` is None for what a programme folder brought.
    """

    __tablename__ = "question_versions"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("kind IN ('single', 'multiple')", name="kind_is_known"),
        CheckConstraint("difficulty BETWEEN 1 AND 3", name="difficulty_in_range"),
        CheckConstraint("points > 0", name="points_are_positive"),
        CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> written_by_id",
            name="two_persons",
        ),
        Index(None, "domain_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int]
    domain_id: Mapped[int] = mapped_column(ForeignKey("domains.id"))
    kind: Mapped[str]
    difficulty: Mapped[int]
    points: Mapped[int] = mapped_column(default=1)
    prompt: Mapped[dict[str, str]]
    options: Mapped[list[dict[str, Any]]]
    digest: Mapped[str]
    published_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship(foreign_keys=[question_id])
    domain: Mapped[Domain] = relationship()


class QuestionKey(Model):
    """What is right in one version, and why. Never fetched for a candidate."""

    __tablename__ = "question_keys"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_versions.id"), primary_key=True
    )
    right: Mapped[list[str]]
    rationale: Mapped[dict[str, str]]
    source: Mapped[str] = mapped_column(default="")
