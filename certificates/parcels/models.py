"""Parcels and what goes into them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.awards.models import Certificate
from certificates.parcels.rules.outcomes import Outcome
from lms.kernel.db import Model

OUTCOMES = ", ".join(f"'{outcome}'" for outcome in Outcome)
PACKED = text("finished_at IS NULL AND failed_at IS NULL")
KEPT = text("removed_at IS NULL")


class Parcel(Model):
    """One download, for the person who asked for it and nobody else.

    `reached` of `count` items are looked at; it is finished when its file is kept, and
    from `expires_at` on it is gone. `company_id` is the company a partner admin acted
    for; staff act for none. A person has one under way at most.
    """

    __tablename__ = "parcels"
    __table_args__ = (
        CheckConstraint('"count" > 0', name="holds_something"),
        CheckConstraint('reached BETWEEN 0 AND "count"', name="reached_in_count"),
        CheckConstraint(
            "(finished_at IS NULL) = (sha256 IS NULL) "
            "AND (finished_at IS NULL) = (size IS NULL)",
            name="finished_is_known",
        ),
        Index(
            "uq_parcels_one_packed",
            "asked_by_id",
            unique=True,
            sqlite_where=PACKED,
            postgresql_where=PACKED,
        ),
        Index(
            "ix_parcels_kept", "expires_at", sqlite_where=KEPT, postgresql_where=KEPT
        ),
    )

    PART: ClassVar[int] = 500
    """Certificates a job packs: a second or two, after which others have their turn,
    and some fifty megabytes, fetched together when the whole is made of its parts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    language: Mapped[str]
    has_print: Mapped[bool]
    count: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    storage_key: Mapped[str]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)

    def part_key(self, start: int) -> str:
        """Where the part that begins after `start` items is kept until the end."""
        return f"{self.storage_key}/part-{start:06}.zip"

    @property
    def zip_key(self) -> str:
        return f"{self.storage_key}/parcel.zip"

    @property
    def is_packing(self) -> bool:
        return self.finished_at is None and self.failed_at is None

    def is_there(self, now: datetime) -> bool:
        """Can it be downloaded?"""
        return self.finished_at is not None and not self.is_gone(now)

    def is_gone(self, now: datetime) -> bool:
        return self.removed_at is not None or self.expires_at <= now


class ParcelItem(Model):
    """A certificate that somebody wants; its outcome is None until it was looked at.

    `state` is how it stood then, `sha256` and `size` are of the bytes in the file.
    """

    __tablename__ = "parcel_items"
    __table_args__ = (
        Unique("parcel_id", "certificate_id"),
        CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome_is_known"),
        CheckConstraint(
            "outcome <> 'packed' OR sha256 IS NOT NULL", name="packed_has_a_hash"
        ),
    )

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    outcome: Mapped[str | None]
    state: Mapped[str | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None]

    certificate: Mapped[Certificate] = relationship()
