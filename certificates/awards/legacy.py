"""Results from an earlier system, on which certificates may rest."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalogue.models import Certification
from lms.kernel.db import Model


class LegacyResult(Model):
    """Somebody passed elsewhere on a day, as recorded here by a person who answers for
    it. `number` and `expires_on` are those of the earlier system, where it says them.
    The row never changes; the same pass cannot be recorded twice."""

    __tablename__ = "legacy_results"
    __table_args__ = (
        UniqueConstraint("person_id", "certification_id", "passed_on"),
        CheckConstraint("expires_on > passed_on", name="expires_after_pass"),
        CheckConstraint("recorded_by_id <> person_id", name="by_somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    certification_id: Mapped[int] = mapped_column(ForeignKey("certifications.id"))
    passed_on: Mapped[date]
    number: Mapped[str | None]
    expires_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    certification: Mapped[Certification] = relationship()
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id])
