"""What a file that somebody hands in is, compared with what we issued."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cryptography import x509

from certificates.awards.models import Certificate
from certificates.badges import check
from certificates.keys.errors import UnfitKey
from certificates.keys.jwk import jwk_of
from certificates.keys.models import IssuerKey
from certificates.keys.queries import issuer_keys
from certificates.keys.rules.purpose import Purpose
from certificates.verification import queries
from certificates.verification.inspecting import Contents, FoundSeal, contents_of
from certificates.verification.rules.findings import Credential, Findings, Seal

NUMBER = re.compile(rb"[A-Z0-9]{1,8}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z-])")
MOST_NUMBERS = 8
FIRST_BYTES = 1024
"""Where a PDF says that it is one."""
BAD_FIRST = (Seal.BROKEN, Seal.ADDED, Seal.UNTRUSTED, Seal.GOOD, Seal.FOREIGN)
CREDENTIALS = {
    check.Verdict.ALTERED: Credential.ALTERED,
    check.Verdict.UNKNOWN_KEY: Credential.FOREIGN,
    check.Verdict.COMPROMISED: Credential.UNTRUSTED,
    check.Verdict.UNREADABLE: Credential.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings, and the certificate the file speaks of, if it is on record."""

    findings: Findings
    certificate: Certificate | None = None


def judged(pdf: bytes) -> Judged:
    """Look at a file, in memory only. Raises TooManyFiles."""
    stored = queries.stored_file(hashlib.sha256(pdf).hexdigest())
    if stored is not None:
        found = Findings(
            seal=Seal.GOOD,
            credential=Credential.GOOD,
            is_stored=True,
            is_earlier=stored.edition < stored.certificate.edition,
            is_on_record=True,
        )
        return Judged(found, stored.certificate)
    is_pdf = b"%PDF-" in pdf[:FIRST_BYTES]
    contents = contents_of(pdf) if is_pdf else None
    if contents is None:
        named = _first_on_record([pdf]) if is_pdf else None
        found = Findings(is_readable=False, is_on_record=named is not None)
        return Judged(found, named)
    return _compared(contents, pdf)


def _compared(contents: Contents, pdf: bytes) -> Judged:
    named = _first_on_record([contents.title.encode(), pdf])
    credential, certificate = _credential(contents, named)
    found = Findings(seal=_seal(contents.seals), credential=credential)
    certificate = named or certificate
    return Judged(replace(found, is_on_record=certificate is not None), certificate)


def _credential(
    contents: Contents, named: Certificate | None
) -> tuple[Credential, Certificate | None]:
    """How the credential in the file is, and whose it is, if it is one of ours."""
    if not contents.credentials:
        return Credential.NONE, None
    if len(contents.credentials) > 1:
        return Credential.UNREADABLE, None
    found = check.checked(contents.credentials[0])
    claims = found.claims or {}
    subject = claims.get("credentialSubject", {})
    certificate = queries.named_in_a_file(str(subject.get("licenseNumber", "")))
    if found.verdict is not check.Verdict.GOOD:
        return CREDENTIALS[found.verdict], certificate
    if certificate is None:
        return Credential.DIFFERENT, None
    if named is not None and named.id != certificate.id:
        return Credential.OTHER, certificate
    return _of_the_record(claims, certificate), certificate


def _of_the_record(claims: dict[str, Any], certificate: Certificate) -> Credential:
    if check.is_on_record(claims, certificate):
        return Credential.GOOD
    if check.is_of_an_earlier_edition(claims, certificate):
        return Credential.EARLIER
    return Credential.DIFFERENT


def _seal(seals: tuple[FoundSeal, ...]) -> Seal:
    """Of several seals the worst of ours."""
    found = {_one_seal(seal) for seal in seals}
    return next((seal for seal in BAD_FIRST if seal in found), Seal.NONE)


def _one_seal(seal: FoundSeal) -> Seal:
    key = _key_of(seal.certificate)
    if key is None:
        return Seal.FOREIGN
    if not seal.fits:
        return Seal.BROKEN
    if not seal.whole:
        return Seal.ADDED
    # Whoever has the key can write any date: only the bytes we keep are sure then.
    return Seal.UNTRUSTED if key.compromised_from else Seal.GOOD


def _key_of(certificate: bytes) -> IssuerKey | None:
    """The key of ours that a certificate is for, whatever else it says."""
    try:
        public = x509.load_der_x509_certificate(certificate).public_key()
        jwk = jwk_of(public, Purpose.SEAL)
    except (ValueError, TypeError, UnfitKey):
        return None
    ours = (key for key in issuer_keys() if key.purpose == Purpose.SEAL)
    return next((key for key in ours if key.public_jwk == jwk), None)


def _first_on_record(places: list[bytes]) -> Certificate | None:
    found = (queries.named_in_a_file(number) for number in _numbers(places))
    return next((certificate for certificate in found if certificate), None)


def _numbers(places: list[bytes]) -> Iterator[str]:
    """What looks like a number of ours, in the title and then anywhere."""
    seen: set[bytes] = set()
    for place in places:
        for match in NUMBER.finditer(place):
            if len(seen) >= MOST_NUMBERS:
                return
            if match[0] not in seen:
                seen.add(match[0])
                yield match[0].decode()
