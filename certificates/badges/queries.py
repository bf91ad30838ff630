"""Questions about status lists and about what stands in them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from certificates.awards.models import Revocation, Suspension
from certificates.badges.models import StatusEntry
from certificates.badges.rules.purposes import Purpose
from lms.catalogue.models import Certification, CertificationVersion
from lms.kernel.db import db


def place_of(certificate_id: int) -> StatusEntry:
    """Where a certificate's bit stands; every certificate has one."""
    return db.session.get_one(StatusEntry, certificate_id)


def is_list(number: int) -> bool:
    """The first list is there from the start, the others with their first entry."""
    found = select(StatusEntry.certificate_id).filter_by(list_number=number).limit(1)
    return number == 1 or db.session.scalar(found) is not None


def set_indices(number: int, purpose: Purpose, *, on: date) -> list[int]:
    """The bits that are set in a list on a day."""
    suspended = select(Suspension.certificate_id).where(
        Suspension.ended_at.is_(None), Suspension.suspended_on <= on
    )
    revoked = select(Revocation.certificate_id).where(Revocation.revoked_on <= on)
    stopped = suspended if purpose is Purpose.SUSPENSION else revoked.union(suspended)
    return list(
        db.session.scalars(
            select(StatusEntry.list_index).where(
                StatusEntry.list_number == number,
                StatusEntry.certificate_id.in_(stopped),
            )
        )
    )


def certification_version(key: str, number: int) -> CertificationVersion:
    """One version of one certification, whether or not it is on offer; or 404."""
    found: CertificationVersion = db.first_or_404(
        select(CertificationVersion)
        .join(CertificationVersion.certification)
        .where(Certification.key == key, CertificationVersion.number == number)
        .options(contains_eager(CertificationVersion.certification))
    )
    return found
