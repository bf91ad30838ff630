"""Files of earlier results that somebody confirmed, and how far each one is."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.awards.legacy import LegacyResult
from lms.accounts.models import Person
from lms.kernel.db import Model


class Intake(Model):
    """A confirmed file: `count` results were recorded, for `reached` of them it is
    settled whether they bring a certificate."""

    __tablename__ = "intakes"
    __table_args__ = (
        CheckConstraint('reached BETWEEN 0 AND "count"', name="reached_in_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    count: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    confirmed_by: Mapped[Person] = relationship()

    @property
    def is_running(self) -> bool:
        return self.finished_at is None and self.failed_at is None


class IntakeLine(Model):
    """A line of the file and the result that was recorded of it; `left_out` says why
    it brought no certificate, if something came between."""

    __tablename__ = "intake_lines"
    __table_args__ = (UniqueConstraint("legacy_result_id"),)

    intake_id: Mapped[int] = mapped_column(ForeignKey("intakes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    legacy_result_id: Mapped[int] = mapped_column(ForeignKey("legacy_results.id"))
    left_out: Mapped[str | None]

    legacy_result: Mapped[LegacyResult] = relationship()
