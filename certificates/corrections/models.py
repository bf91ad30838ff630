"""What holders ask to have put right on their certificates."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.awards.models import Certificate
from lms.accounts.models import Person
from lms.kernel.db import Model

UNDECIDED = text("approved_at IS NULL AND refused_at IS NULL")


class CorrectionRequest(Model):
    """A holder wants another name on a certificate; somebody else decides.

    States: asked → approved or refused. The holder may take it back, which is a
    refusal.
    """

    __tablename__ = "correction_requests"
    __table_args__ = (
        CheckConstraint("approved_by_id <> asked_by_id", name="two_persons"),
        CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name="approved_by_somebody",
        ),
        CheckConstraint(
            "approved_at IS NULL OR refused_at IS NULL", name="one_decision"
        ),
        Index(
            "uq_correction_requests_one_open",
            "certificate_id",
            unique=True,
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        Index(None, "certificate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    name: Mapped[str]
    note: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refused_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refusal_reason: Mapped[str | None]

    certificate: Mapped[Certificate] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])

    @property
    def is_open(self) -> bool:
        return self.approved_at is None and self.refused_at is None
