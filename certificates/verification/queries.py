"""What an outsider may ask about a certificate: by number, by code, by file."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, case, select

from certificates.awards.legacy import LegacyResult
from certificates.awards.models import (
    Certificate,
    CertificateEdition,
    Revocation,
    Suspension,
)
from certificates.awards.queries import certificates, is_renewed
from certificates.awards.rules.number import parse
from certificates.documents.models import CertificateDocument
from certificates.verification.models import HolderConsent
from exams.papers.models import ExamVersion
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.catalogue.models import Certification, CertificationVersion
from lms.catalogue.queries import programme
from lms.kernel.db import db
from lms.kernel.quick import look

NO_NUMBER = "-"
"""What cannot be a number is looked for all the same: the answer takes as long."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A PDF we keep, and the edition of the certificate that it is."""

    certificate: Certificate
    edition: int


def by_number(typed: str, *, on: date) -> Any:
    """The record of a certificate by its number as somebody typed it: a row of RECORD,
    or None."""
    return next(iter(look(BY_NUMBER, number=_meant(typed), on=on)), None)


def by_token(token: str, *, on: date) -> Any:
    """The record of a certificate by the token in its code, in the same way."""
    return next(iter(look(BY_TOKEN, token=token, on=on)), None)


def named_in_a_file(typed: str) -> Certificate | None:
    """The certificate whose number stands somewhere in a file."""
    wanted = Certificate.number == _meant(typed)
    return db.session.scalar(certificates().where(wanted))


def stored_file(sha256: str) -> StoredFile | None:
    """The file with this hash, if we made it."""
    document = db.session.scalar(
        select(CertificateDocument).filter_by(sha256=sha256).limit(1)
    )
    if document is None:
        return None
    about = certificates().where(Certificate.id == document.certificate_id)
    return StoredFile(db.session.scalars(about).one(), document.edition)


def consent_of(person_id: int) -> HolderConsent | None:
    """What a holder has agreed to; None if nothing."""
    return db.session.get(HolderConsent, person_id)


def person_of_profile(slug: str) -> Person | None:
    """Whose public profile this is."""
    return db.session.scalar(
        select(Person)
        .join(HolderConsent, HolderConsent.person_id == Person.id)
        .where(HolderConsent.profile_slug == slug)
    )


def _meant(typed: str) -> str:
    found = programme()
    return parse(typed, prefix=found.certificate_prefix if found else "") or NO_NUMBER


def _printed(first: Any, newest: Any) -> ColumnElement[Any]:
    """As the newest edition has it, if there is one: it may name no company."""
    return case((CertificateEdition.number.is_(None), first), else_=newest)


def _record() -> Select[Any]:
    columns = (
        *(Certificate.number, Certificate.token),
        *(Certificate.issued_on, Certificate.expires_on),
        _printed(Certificate.holder_name, CertificateEdition.holder_name).label("name"),
        _printed(Certificate.company_name, CertificateEdition.company_name).label(
            "company"
        ),
        HolderConsent.person_id.is_not(None).label("is_named"),
        *(Certification.key, CertificationVersion.number.label("version")),
        *(CertificationVersion.title, CertificationVersion.summary),
        *(CertificationVersion.level, CertificationVersion.topics),
        ExamVersion.number.label("exam_version"),
        *(LegacyResult.passed_on, LegacyResult.recorded_at),
        *(Revocation.revoked_on, Revocation.reason, Suspension.suspended_on),
        is_renewed(bindparam("on", type_=Date())).label("is_renewed"),
    )
    return (
        select(*columns)
        .join_from(Certificate, Certificate.certification)
        .join(Certificate.certification_version)
        .outerjoin(Certificate.newest_edition)
        .outerjoin(HolderConsent, HolderConsent.person_id == Certificate.person_id)
        .outerjoin(Certificate.attempt)
        .outerjoin(Attempt.exam_version)
        .outerjoin(Certificate.legacy_result)
        .outerjoin(Certificate.revocation)
        .outerjoin(Certificate.suspension)
    )


RECORD = _record()
BY_NUMBER = RECORD.where(Certificate.number == bindparam("number"))
BY_TOKEN = RECORD.where(Certificate.token == bindparam("token"))
"""Built once: that takes longer than asking."""
