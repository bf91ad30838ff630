"""The public halves of the keys we have ever signed with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.db import Model

CURRENT = text("retired_at IS NULL")


class IssuerKey(Model):
    """One key: current until `retired_at`; what it signed at or after
    `compromised_from` is not trusted.

    `certificate` is PEM: the key's own, then the chain above it. The database
    refuses to change anything but the two dates, each of them in one direction.
    """

    __tablename__ = "issuer_keys"
    __table_args__ = (
        UniqueConstraint("purpose", "number"),
        CheckConstraint("purpose IN ('credential', 'seal')", name="purpose_is_known"),
        CheckConstraint(
            "(purpose = 'seal') = (certificate IS NOT NULL)", name="seals_have_it"
        ),
        CheckConstraint("retired_at >= created_at", name="retired_after_it_was_made"),
        Index(
            "uq_issuer_keys_one_current",
            "purpose",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    number: Mapped[int]
    public_jwk: Mapped[dict[str, str]]
    certificate: Mapped[str | None]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    compromised_from: Mapped[datetime | None]
