"""Proposals to revoke: one person proposes, another one decides."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.awards.models import CAUSES, Certificate
from lms.accounts.models import Person
from lms.kernel.db import Model

UNSETTLED = text("settled_at IS NULL")


class RevocationProposal(Model):
    """Somebody wants certificates revoked: one of them, or many at once.

    States: proposed → confirmed or refused. Who proposes may take it back, which is
    a refusal, but never confirm it. `proposed_by_id` is None where a score was
    marked anew and is no pass any more: no person did that.
    """

    __tablename__ = "revocation_proposals"
    __table_args__ = (
        CheckConstraint(f"cause IN ({CAUSES})", name="cause_is_known"),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name="confirmed_by_somebody",
        ),
        CheckConstraint(
            "confirmed_at IS NULL OR refused_at IS NULL", name="one_decision"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str]
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refused_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refusal_reason: Mapped[str | None]

    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    refused_by: Mapped[Person | None] = relationship(foreign_keys=[refused_by_id])

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.refused_at is None


class ProposedRevocation(Model):
    """One certificate of a proposal; one proposal at a time may wait for each.

    `settled_at`: the proposal is decided. `told_at`: the holder's letter is written.
    """

    __tablename__ = "proposed_revocations"
    __table_args__ = (
        Index(
            "uq_proposed_revocations_one_open",
            "certificate_id",
            unique=True,
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
        Index(None, "certificate_id"),
    )

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("revocation_proposals.id"), primary_key=True
    )
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True
    )
    settled_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    proposal: Mapped[RevocationProposal] = relationship()
    certificate: Mapped[Certificate] = relationship()
