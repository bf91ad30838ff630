"""Finished PDFs: which inputs made them, and where the bytes lie."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.db import Model


class CertificateDocument(Model):
    """One rendering. `input_key` is the hash of everything that shaped it."""

    __tablename__ = "certificate_documents"
    __table_args__ = (UniqueConstraint("certificate_id", "input_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    input_key: Mapped[str]
    storage_key: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    rendered_at: Mapped[datetime]
