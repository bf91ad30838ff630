"""What stands on a certificate: every word, before it is set and drawn."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale

from certificates.awards.evidence import company_of_the_day
from certificates.awards.models import Certificate
from lms.catalogue.models import ProgrammeVersion
from lms.kernel.i18n import day, in_language


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs; `stroke` is an SVG path of 176 by 52, or nothing."""

    name: str
    role: str
    stroke: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate in one language, ready to be printed.

    `partner_mark` is SVG; it and the line with the partner's name stand only where
    the programme allows it.
    """

    language: str
    provider: str
    network: str
    level: str
    holder: str
    company: str
    title: str
    summary: str
    number: str
    edition: int
    issued_on: str
    issued: str
    expires: str
    signers: tuple[Signer, ...]
    address: str
    check_at: str
    is_co_branded: bool
    partner_mark: str


def paper_for(certificate: Certificate, programme: ProgrammeVersion | None) -> Paper:
    """The words of a certificate under the programme of its day."""
    language, version = certificate.language, certificate.certification_version
    base_url = current_app.config["SETTINGS"].base_url
    with force_locale(language):
        issued, expires = day(certificate.issued_on), day(certificate.expires_on)
    return Paper(
        language=language,
        provider=programme.provider if programme else "Laurel",
        network=programme.network if programme else "",
        level=version.level,
        holder=certificate.printed_name,
        company=certificate.printed_company or "",
        title=in_language(version.title, language),
        summary=in_language(version.summary, language),
        number=certificate.number,
        edition=certificate.edition,
        issued_on=certificate.issued_on.isoformat(),
        issued=issued,
        expires=expires,
        signers=_signers(programme.signers if programme else [], language),
        address=f"{base_url}/v/{certificate.token}",
        check_at=f"{urlsplit(base_url).netloc}/verify",
        is_co_branded=programme is not None and programme.co_branding != "none",
        partner_mark=_partner_mark(certificate, programme),
    )


def _partner_mark(certificate: Certificate, programme: ProgrammeVersion | None) -> str:
    if programme is None or programme.co_branding != "mark":
        return ""
    company = company_of_the_day(certificate)
    return programme.partner_marks.get(company.slug, "") if company else ""


def _signers(listed: list[dict[str, Any]], language: str) -> tuple[Signer, ...]:
    # There are lines for two.
    return tuple(
        Signer(
            name=str(signer["name"]),
            role=_words(signer.get("role", ""), language),
            stroke=str(signer.get("signature", "")),
        )
        for signer in listed[:2]
    )


def _words(text: Any, language: str) -> str:
    return in_language(text, language) if isinstance(text, dict) else str(text)
