"""Finished PDFs, those that cannot be made, and those that are made anew."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.awards.models import Certificate
from certificates.documents.rules.reasons import Reason
from lms.kernel.db import Model

REASONS = ", ".join(f"'{reason}'" for reason in Reason)
OPEN = text("solved_at IS NULL")
RUNNING = text("finished_at IS NULL")


class CertificateDocument(Model):
    """One rendering. `input_key` is the hash of everything that shaped it, `design`
    of what shapes all of them."""

    __tablename__ = "certificate_documents"
    __table_args__ = (
        UniqueConstraint("certificate_id", "input_key"),
        Index(None, "design", "certificate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    design: Mapped[str] = mapped_column(default="", server_default="")
    input_key: Mapped[str]
    storage_key: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    rendered_at: Mapped[datetime]


class HeldDocument(Model):
    """A certificate that cannot be printed until somebody does something: from
    `since` until it was solved. `letters` are those no font has."""

    __tablename__ = "held_documents"
    __table_args__ = (
        CheckConstraint(f"reason IN ({REASONS})", name="reason_is_known"),
        Index(
            "uq_held_documents_one_open",
            "certificate_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    reason: Mapped[str]
    letters: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    solved_at: Mapped[datetime | None]

    certificate: Mapped[Certificate] = relationship()


class Reprinting(Model):
    """Certificates printed in an older design, printed in this one: how many there
    were, how far it is, by the certificate's id. One at a time for each design."""

    __tablename__ = "reprintings"
    __table_args__ = (
        Index(
            "uq_reprintings_one_running",
            "design",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    design: Mapped[str]
    count: Mapped[int]
    printed: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    reached_id: Mapped[int] = mapped_column(default=0)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
