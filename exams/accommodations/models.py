"""Entitlements to more time."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exams.accommodations.rules.factors import LARGEST, USUAL
from lms.accounts.models import Person
from lms.kernel.db import Model


class Accommodation(Model):
    """A person's time factor in per cent, and why; one holds at a time.

    Reason and factor are private: only those who manage accommodations see them,
    and the person their own factor.
    """

    __tablename__ = "accommodations"
    __table_args__ = (
        CheckConstraint(
            f"factor BETWEEN {USUAL} AND {LARGEST}", name="factor_in_range"
        ),
        CheckConstraint("ended_at >= granted_at", name="ends_after_it_began"),
        Index(
            "uq_accommodations_one_live",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    factor: Mapped[int]
    reason: Mapped[str]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    granted_by: Mapped[Person | None] = relationship(foreign_keys=[granted_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
