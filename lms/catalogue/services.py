"""Publishing the programme and its certifications, version by version."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import func, select

from lms.catalogue import queries
from lms.catalogue.models import (
    Certification,
    CertificationVersion,
    ProgrammeVersion,
)
from lms.kernel.actor import Actor
from lms.kernel.db import Text, db
from lms.kernel.digests import digest_of


class Provider(TypedDict):
    """Whose programme it is, and how it looks."""

    provider: str
    network: str
    product: str
    certificate_prefix: str
    brand: dict[str, str]
    mark: str
    paper: str
    co_branding: str
    partner_marks: dict[str, str]
    signers: list[dict[str, Any]]
    languages: list[str]


class RenewalTerms(TypedDict, total=False):
    """How a certificate is renewed; what is left out stands at its usual value."""

    renewal_opens_days: int
    has_renewal_exam: bool


class Terms(RenewalTerms):
    """What one certification promises and asks for."""

    title: Text
    summary: Text
    description: Text
    track: str
    level: str
    band: str
    days_min: int
    days_max: int
    delivery: Text
    topics: list[dict[str, Any]]
    prerequisites: list[str]
    validity_months: int
    has_exam: bool
    has_practical: bool
    practical: dict[str, Any] | None
    assumptions: list[dict[str, Any]]


def publish_programme(
    provider: Provider, *, by: Actor, now: datetime
) -> ProgrammeVersion | None:
    """The next version of the programme; None when nothing of it changed."""
    digest, newest = digest_of(provider), queries.programme()
    if newest is not None and newest.digest == digest:
        return None
    version = ProgrammeVersion(
        **provider,
        number=newest.number + 1 if newest else 1,
        digest=digest,
        loaded_at=now,
        loaded_by_id=by.person_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def publish_certification(
    key: str, terms: Terms, *, position: int, now: datetime
) -> CertificationVersion | None:
    """The next version of a certification; None when its terms did not change.

    A certification that was retired is on offer again.
    """
    certification = db.session.scalar(select(Certification).filter_by(key=key))
    if certification is None:
        certification = Certification(key=key, position=position)
        db.session.add(certification)
        db.session.flush()
    certification.position, certification.retired_at = position, None
    digest, newest = digest_of(terms), _newest(certification.id)
    if newest is not None and newest.digest == digest:
        return None
    version = CertificationVersion(
        **terms,
        certification=certification,
        number=newest.number + 1 if newest else 1,
        digest=digest,
        published_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return version


def retire_certifications(
    *, besides: Collection[str], now: datetime
) -> Iterable[Certification]:
    """Take everything but these keys off the offer; returns what was taken off."""
    leaving = list(
        db.session.scalars(
            select(Certification).where(
                Certification.key.not_in(besides), Certification.retired_at.is_(None)
            )
        )
    )
    for certification in leaving:
        certification.retired_at = now
    return leaving


def _newest(certification_id: int) -> CertificationVersion | None:
    number = (
        select(func.max(CertificationVersion.number))
        .filter_by(certification_id=certification_id)
        .scalar_subquery()
    )
    return db.session.scalar(
        select(CertificationVersion).where(
            CertificationVersion.certification_id == certification_id,
            CertificationVersion.number == number,
        )
    )
