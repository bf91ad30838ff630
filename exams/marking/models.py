"""Scores: added, never edited."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.sittings.models import Attempt
from lms.kernel.db import Model


class ScoreRun(Model):
    """One marking of one attempt; the run with the highest number counts.

    `by_domain` is a list of {"domain": key, "earned": int, "possible": int}.
    """

    __tablename__ = "score_runs"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint("earned BETWEEN 0 AND possible", name="score_in_range"),
        CheckConstraint(
            "passed = (earned * 100 >= pass_mark * possible)", name="pass_is_the_rule"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    earned: Mapped[int]
    possible: Mapped[int]
    pass_mark: Mapped[int]
    passed: Mapped[bool]
    by_domain: Mapped[list[dict[str, Any]]]
    marked_at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship()
