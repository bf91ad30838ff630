"""Facts about partners, and the versions of the tier policy."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Company, Person
from lms.kernel.db import Model


class PolicyVersion(Model):
    """One tier policy, word for word; never edited, superseded by date."""

    __tablename__ = "policy_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    effective_from: Mapped[date] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    digest: Mapped[str]
    loaded_at: Mapped[datetime]


class PartnerFact(Model):
    """Something true of a partner from a day on, as somebody recorded it.

    `amount` counts what the kind counts: 1 for a flag or an implementation,
    whole cents for revenue. A wrong fact is withdrawn, not edited.
    """

    __tablename__ = "partner_facts"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        Index(None, "company_id", "kind", "happened_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    kind: Mapped[str]
    happened_on: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger, default=1)
    note: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    company: Mapped[Company] = relationship()
    recorded_by: Mapped[Person | None] = relationship()
    withdrawal: Mapped["FactWithdrawal | None"] = relationship(back_populates="fact")


class FactWithdrawal(Model):
    """A recorded fact turned out wrong: who says so, and why."""

    __tablename__ = "fact_withdrawals"

    fact_id: Mapped[int] = mapped_column(
        ForeignKey("partner_facts.id"), primary_key=True
    )
    withdrawn_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]

    fact: Mapped[PartnerFact] = relationship(back_populates="withdrawal")
    withdrawn_by: Mapped[Person | None] = relationship()
