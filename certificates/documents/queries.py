"""Questions about finished PDFs."""

from datetime import datetime

from sqlalchemy import select

from certificates.documents.models import CertificateDocument
from lms.catalogue.models import ProgrammeVersion
from lms.kernel.db import db


def document_of(certificate_id: int) -> CertificateDocument | None:
    """The newest finished PDF; None while it is being made."""
    return db.session.scalar(
        select(CertificateDocument)
        .where(CertificateDocument.certificate_id == certificate_id)
        .order_by(CertificateDocument.id.desc())
        .limit(1)
    )


def is_printed(certificate_id: int, input_key: str) -> bool:
    """Whether a PDF of exactly these inputs exists."""
    found = select(CertificateDocument.id).filter_by(
        certificate_id=certificate_id, input_key=input_key
    )
    return db.session.scalar(found) is not None


def programme_of(moment: datetime) -> ProgrammeVersion | None:
    """The programme as it stood then; the first one for anything older.

    A certificate printed again must not carry the signers of a later year.
    """
    stood = select(ProgrammeVersion).where(ProgrammeVersion.loaded_at <= moment)
    newest = stood.order_by(ProgrammeVersion.number.desc()).limit(1)
    first = select(ProgrammeVersion).order_by(ProgrammeVersion.number).limit(1)
    return db.session.scalar(newest) or db.session.scalar(first)
