"""A certificate as a verifiable credential: Open Badges 3.0, signed as a JWT."""

from datetime import UTC, datetime, time
from typing import Any

from certificates.awards.models import Certificate
from certificates.badges import queries
from certificates.badges.achievement import achievement, image
from certificates.badges.addresses import (
    CONTEXTS,
    SCHEMA,
    credential_url,
    page_url,
    status_url,
)
from certificates.badges.evidence import evidence
from certificates.badges.issuer import profile
from certificates.badges.jws import Claims, registered, second, signed
from certificates.badges.rules.identity import identity_hash, salt_of
from certificates.badges.rules.purposes import Purpose
from lms.catalogue.queries import programme_at
from lms.kernel.i18n import in_language


def credential_for(certificate: Certificate, *, is_named: bool = True) -> str:
    """The compact JWS (EdDSA): the same certificate, edition and key give the same.

    Without a name it says that somebody was certified, and not who.
    """
    return signed(claims_of(certificate, is_named=is_named))


def claims_of(certificate: Certificate, *, is_named: bool = True) -> Claims:
    """Everything that is signed. The score is not in it, and no address."""
    version, language = certificate.certification_version, certificate.language
    subject = _subject(certificate, is_named=is_named)
    shown = evidence(certificate)
    credential = {
        "@context": CONTEXTS,
        "id": credential_url(certificate.token),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile(programme_at(certificate.issued_at)),
        "validFrom": second(certificate.printed_at),
        "validUntil": second(_ends(certificate)),
        "awardedDate": second(certificate.issued_at),
        "name": in_language(version.title, language),
        "description": in_language(version.summary, language),
        "image": image(version, language),
        "credentialSubject": subject,
        **({"evidence": shown} if shown else {}),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": _status(certificate),
    }
    return registered(credential, subject=subject["id"])


def _subject(certificate: Certificate, *, is_named: bool) -> dict[str, Any]:
    """The holder: by name, and by the hash of their address for those who know it."""
    subject: dict[str, Any] = {
        "id": f"{page_url(certificate.token)}#holder",
        "type": ["AchievementSubject"],
        "licenseNumber": certificate.number,
        "achievement": achievement(
            certificate.certification_version, certificate.language
        ),
    }
    if is_named:
        subject["identifier"] = _identifiers(certificate)
    return subject


def _identifiers(certificate: Certificate) -> list[dict[str, Any]]:
    salt = salt_of(certificate.token)
    return [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": certificate.printed_name,
            "identityType": "name",
        },
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": identity_hash(certificate.person.email, salt),
            "identityType": "emailAddress",
            "salt": salt,
        },
    ]


def _status(certificate: Certificate) -> dict[str, Any]:
    """One entry: Open Badges 3.0 takes no second one."""
    place = queries.place_of(certificate.id)
    url = status_url(place.list_number, Purpose.REVOCATION)
    return {
        "id": f"{url}#{place.list_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": Purpose.REVOCATION,
        "statusListIndex": str(place.list_index),
        "statusListCredential": url,
        "statusReference": page_url(certificate.token),
    }


def _ends(certificate: Certificate) -> datetime:
    # The day of expiry is not valid any more.
    return datetime.combine(certificate.expires_on, time(), UTC)
