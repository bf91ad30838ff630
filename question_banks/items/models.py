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


class ExhibitVersion(Model):
    """What several questions are asked about: a case, a table, a plan. Never edited.

    `key` names the exhibit in its bank; `body` is Markdown by language.
    """

    __tablename__ = "exhibit_versions"
    __table_args__ = (UniqueConstraint("bank_id", "key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    key: Mapped[str]
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    digest: Mapped[str]
    published_at: Mapped[datetime]


class QuestionVersion(Model):
    """A published text: prompt and options by language. Never edited.

    `options` is a list of {"id": "a", "text": {"en": …, "ru": …}} in the
    author's order; ids mean nothing outside this version, see rules/kinds.py.
    `body` holds what else a kind shows and never anything of the key:
    {"stems": [{"id": "s1", "text": {}}], "gaps": [{"id": "g1", "options": [{"id":
    "g1a", "text": {}}]}], "image": {"name": hash.png, "width": int, "height": int,
    "alt": {}}, "unit": {}}. `scoring` says whether parts of an answer count.
    `written_by_id` is None for what a programme folder brought.
    """

    __tablename__ = "question_versions"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint(
            "kind IN ('single', 'multiple', 'true_false', 'matching', 'ordering', "
            "'numeric', 'text', 'cloze', 'hotspot')",
            name="kind_is_known",
        ),
        CheckConstraint(
            "scoring = 'all' OR (scoring = 'partial' AND kind IN "
            "('multiple', 'matching', 'ordering', 'cloze'))",
            name="scoring_fits_kind",
        ),
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
    body: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    scoring: Mapped[str] = mapped_column(default="all", server_default="all")
    exhibit_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("exhibit_versions.id")
    )
    digest: Mapped[str]
    published_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship(foreign_keys=[question_id])
    domain: Mapped[Domain] = relationship()
    exhibit: Mapped[ExhibitVersion | None] = relationship()


class QuestionKey(Model):
    """What is right in one version, and why. Never fetched for a candidate.

    `right` lists options; `expected` is the key of kinds without such a list, see
    exams/marking/rules/tallies.py.
    """

    __tablename__ = "question_keys"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("question_versions.id"), primary_key=True
    )
    right: Mapped[list[str]]
    expected: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    rationale: Mapped[dict[str, str]]
    source: Mapped[str] = mapped_column(default="")
