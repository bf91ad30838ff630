"""What an outsider sees of a certificate."""

from dataclasses import dataclass
from datetime import datetime

from certificates.awards.models import Certificate
from certificates.awards.rules.term import State
from certificates.badges.addresses import page_url, picture_url
from certificates.verification import queries
from certificates.verification.rules.masking import masked
from lms.kernel.i18n import language


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as it stands; `holder` is masked and `company` is empty until the
    holder has agreed that their name is shown."""

    certificate: Certificate
    state: State
    checked_at: datetime
    is_named: bool
    holder: str
    company: str
    exam_version: int | None


def shown(certificate: Certificate, *, now: datetime) -> Shown:
    """The same by its code, its number and its file: who looks changes nothing."""
    is_named = queries.consent_of(certificate.person_id) is not None
    name, company = certificate.printed_name, certificate.printed_company or ""
    attempt = certificate.attempt
    return Shown(
        certificate,
        certificate.state(now.date()),
        now,
        is_named=is_named,
        holder=name if is_named else masked(name),
        company=company if is_named else "",
        exam_version=attempt.exam_version.number if attempt else None,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """What other sites show of the link: whole addresses, for they fetch them."""

    address: str
    picture: str


def card_of(certificate: Certificate) -> Card:
    """With the badge in the reader's language."""
    picture = picture_url(certificate.certification_version, language())
    return Card(page_url(certificate.token), picture)
