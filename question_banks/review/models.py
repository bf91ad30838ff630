"""The next version of a question while people still work on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kernel.db import Model
from question_banks.items.models import Bank, Domain, Question


class Draft(Model):
    """At most one open draft a question; a new question has none until published.

    States: writing → review → published, or review → writing (returned, with
    the reviewer's note). A draft that is not wanted is `dropped`.
    `content` is {"prompt": words, "options": [{"text": words, "right": bool}],
    "rationale": words, "source": text, "begun_from": number of the published
    version the author had in view, 0 for a new question}.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint(
            "state IN ('writing', 'review', 'published', 'dropped')",
            name="state_is_known",
        ),
        CheckConstraint(
            "reviewer_id IS NULL OR reviewer_id <> author_id", name="two_persons"
        ),
        Index(
            "uq_drafts_one_open",
            "question_id",
            unique=True,
            sqlite_where=text("state IN ('writing', 'review')"),
            postgresql_where=text("state IN ('writing', 'review')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    code: Mapped[str]
    domain_id: Mapped[int] = mapped_column(ForeignKey("domains.id"))
    kind: Mapped[str]
    difficulty: Mapped[int]
    content: Mapped[dict[str, Any]]
    state: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    bank: Mapped[Bank] = relationship()
    domain: Mapped[Domain] = relationship()
    question: Mapped[Question | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
