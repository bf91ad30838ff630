"""What graders recorded."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Company, Person
from lms.catalogue.models import Certification
from lms.kernel.db import Model


class PracticalResult(Model):
    """One lab or project of one person, marked by rubric; added, never edited.

    `points` is a list of {"criterion": key, "title": words, "earned": int,
    "possible": int}, the rubric as it was that day.
    """

    __tablename__ = "practical_results"
    __table_args__ = (
        CheckConstraint("earned BETWEEN 0 AND possible", name="score_in_range"),
        CheckConstraint(
            "passed = (earned * 100 >= pass_mark * possible)", name="pass_is_the_rule"
        ),
        CheckConstraint("grader_id <> person_id", name="nobody_marks_themselves"),
        Index(None, "person_id", "certification_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    certification_id: Mapped[int] = mapped_column(ForeignKey("certifications.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    grader_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    held_on: Mapped[date]
    points: Mapped[list[dict[str, Any]]]
    earned: Mapped[int]
    possible: Mapped[int]
    pass_mark: Mapped[int]
    passed: Mapped[bool]
    comment: Mapped[str]
    evidence_key: Mapped[str | None]
    evidence_name: Mapped[str | None]
    evidence_sha256: Mapped[str | None]
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    grader: Mapped[Person] = relationship(foreign_keys=[grader_id])
    certification: Mapped[Certification] = relationship()
    company: Mapped[Company | None] = relationship()
