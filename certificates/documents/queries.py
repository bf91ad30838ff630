"""Questions about finished PDFs, and about those that wait for a person."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from certificates.awards.models import Certificate, CertificateEdition, Revocation
from certificates.documents.models import (
    CertificateDocument,
    HeldDocument,
    Reprinting,
)
from lms.catalogue.models import ProgrammeVersion
from lms.kernel.db import db


def document_of(certificate_id: int) -> CertificateDocument | None:
    """The newest finished PDF of today's edition; None while it is being made."""
    return db.session.scalar(
        select(CertificateDocument)
        .where(CertificateDocument.certificate_id == certificate_id, is_current())
        .order_by(CertificateDocument.id.desc())
        .limit(1)
    )


def is_current() -> ColumnElement[bool]:
    """Documents that show what stands on the certificate today: words that were
    corrected are not handed out any more."""
    newest = select(func.max(CertificateEdition.number)).where(
        CertificateEdition.certificate_id == CertificateDocument.certificate_id
    )
    return CertificateDocument.edition == func.coalesce(newest.scalar_subquery(), 1)


def to_print(certificate_ids: Collection[int]) -> Sequence[Certificate]:
    """The certificates with everything that stands on them."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.id.in_(certificate_ids))
        .order_by(Certificate.id)
        .options(
            joinedload(Certificate.certification),
            joinedload(Certificate.certification_version),
            joinedload(Certificate.person),
            joinedload(Certificate.newest_edition),
        )
    ).all()


def printed_keys(certificate_ids: Collection[int]) -> set[tuple[int, str]]:
    """What was printed of them, as certificate and input key."""
    found = select(CertificateDocument.certificate_id, CertificateDocument.input_key)
    rows = db.session.execute(
        found.where(CertificateDocument.certificate_id.in_(certificate_ids))
    )
    return {(certificate_id, key) for certificate_id, key in rows}


def unprinted(certificate_ids: Collection[int]) -> list[int]:
    """Those of them that have no PDF of today's edition."""
    printed = select(CertificateDocument.certificate_id).where(is_current())
    found = select(Certificate.id).where(
        Certificate.id.in_(certificate_ids), Certificate.id.not_in(printed)
    )
    return list(db.session.scalars(found.order_by(Certificate.id)))


def programmes() -> list[ProgrammeVersion]:
    """Every version of the programme, the newest first."""
    return list(
        db.session.scalars(
            select(ProgrammeVersion).order_by(ProgrammeVersion.number.desc())
        )
    )


def of_the_day(
    versions: Sequence[ProgrammeVersion], moment: datetime
) -> ProgrammeVersion | None:
    """The programme as it stood then; the first one for anything older.

    A certificate printed again must not carry the signers of a later year.
    """
    stood = (version for version in versions if version.loaded_at <= moment)
    return next(stood, versions[-1] if versions else None)


def open_hold(certificate_id: int) -> HeldDocument | None:
    """Why this certificate waits for a person, if it does."""
    return db.session.scalar(
        select(HeldDocument).filter_by(certificate_id=certificate_id, solved_at=None)
    )


def held() -> list[HeldDocument]:
    """All certificates that wait for a person, the longest waiting first."""
    return list(
        db.session.scalars(
            select(HeldDocument)
            .where(HeldDocument.solved_at.is_(None))
            .order_by(HeldDocument.since, HeldDocument.id)
            .options(
                joinedload(HeldDocument.certificate).options(
                    joinedload(Certificate.certification_version),
                    joinedload(Certificate.newest_edition),
                )
            )
        )
    )


def held_count() -> int:
    """How many wait."""
    waiting = select(func.count()).where(HeldDocument.solved_at.is_(None))
    return db.session.scalar(waiting) or 0


def outdated_count(design: str) -> int:
    """How many certificates are printed, but not in this design."""
    ids = _outdated(design).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def outdated_ids(design: str, *, after: int, most: int) -> list[int]:
    """The next of them, by id."""
    found = _outdated(design).where(Certificate.id > after)
    return list(db.session.scalars(found.order_by(Certificate.id).limit(most)))


def running(design: str) -> Reprinting | None:
    """The reprinting that is under way."""
    return db.session.scalar(
        select(Reprinting).filter_by(design=design, finished_at=None)
    )


def _outdated(design: str) -> Select[int]:
    # Revoked ones are given out no more: nothing has to be printed of them.
    printed = select(CertificateDocument.certificate_id)
    return (
        select(Certificate.id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(
            Revocation.certificate_id.is_(None),
            Certificate.id.in_(printed),
            Certificate.id.not_in(printed.where(CertificateDocument.design == design)),
        )
    )
