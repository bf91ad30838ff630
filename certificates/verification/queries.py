"""What an outsider may ask about a certificate: by number, by code, by file."""

from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from certificates.awards.models import Certificate
from certificates.awards.queries import certificates
from certificates.awards.rules.number import parse
from certificates.documents.models import CertificateDocument
from certificates.verification.models import HolderConsent
from exams.papers.models import ExamVersion
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.catalogue.queries import programme
from lms.kernel.db import db

NO_NUMBER = "-"
"""What cannot be a number is looked for all the same: the answer takes as long."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A PDF we keep, and the edition of the certificate that it is."""

    certificate: Certificate
    edition: int


def by_number(typed: str) -> Certificate | None:
    """A certificate by its number as somebody typed it."""
    found = programme()
    number = parse(typed, prefix=found.certificate_prefix if found else "")
    return db.session.scalar(BY_NUMBER, {"number": number or NO_NUMBER})


def by_token(token: str) -> Certificate | None:
    """A certificate by the token in its code."""
    return db.session.scalar(BY_TOKEN, {"token": token})


def stored_file(sha256: str) -> StoredFile | None:
    """The file with this hash, if we made it."""
    document = db.session.scalar(
        select(CertificateDocument).filter_by(sha256=sha256).limit(1)
    )
    if document is None:
        return None
    about = _shown().where(Certificate.id == document.certificate_id)
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


def _shown() -> Select[Certificate]:
    exam = joinedload(Certificate.attempt).load_only(Attempt.exam_version_id)
    return certificates().options(
        exam.joinedload(Attempt.exam_version).load_only(ExamVersion.number)
    )


BY_NUMBER = _shown().where(Certificate.number == bindparam("number"))
BY_TOKEN = _shown().where(Certificate.token == bindparam("token"))
"""Built once: that takes longer than asking."""
