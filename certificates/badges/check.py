"""Is this credential one of ours? Asked of the text alone; how the certificate stands
today is another question."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from certificates.awards.models import Certificate
from certificates.badges.credential import claims_of
from certificates.keys import queries
from certificates.keys.jwk import is_signed_by, public_key_of
from certificates.keys.models import IssuerKey
from certificates.keys.rules.base64url import decoded
from certificates.keys.rules.kid import is_kid
from certificates.keys.rules.purpose import Purpose

LONGEST = 64 * 1024
"""Characters; ours have five thousand."""

UNDERSTOOD = {"alg", "kid", "typ"}


class Verdict(StrEnum):
    """GOOD: signed by us and unchanged. ALTERED: it names a key of ours, which did
    not sign this. UNKNOWN_KEY: signed by somebody else, or by nobody. COMPROMISED: by
    a key of ours, but dated when others may have had it. UNREADABLE: no credential."""

    GOOD = "good"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    COMPROMISED = "compromised"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Checked:
    """`claims` are given only if a key of ours signed them; `dated` is the moment the
    credential gives itself, which a thief of the key can choose: compare what it says
    with the record (see `is_on_record`)."""

    verdict: Verdict
    kid: str | None = None
    claims: dict[str, Any] | None = None
    dated: datetime | None = None


def checked(compact_jws: str) -> Checked:
    """What can be said of a credential by its signature."""
    head, _dot, rest = compact_jws.partition(".")
    kid = _kid_of(head) if len(compact_jws) <= LONGEST else None
    if kid is None:
        return Checked(Verdict.UNREADABLE)
    key = queries.known_key(kid)
    if key is None or key.purpose != Purpose.CREDENTIAL:
        return Checked(Verdict.UNKNOWN_KEY, kid)
    payload, _dot, signature = rest.partition(".")
    if not _is_signed(key, f"{head}.{payload}", signature):
        return Checked(Verdict.ALTERED, kid)
    claims = json.loads(decoded(payload))
    dated = datetime.fromtimestamp(claims["nbf"], UTC)
    return Checked(_trusted(key, dated), kid, claims, dated)


def is_on_record(claims: dict[str, Any], certificate: Certificate) -> bool:
    """Whether a credential says of this certificate what its newest edition says.

    Where it was issued from may have changed since, and the holder's address too.
    """
    return _said(claims) == _said(claims_of(certificate))


def is_of_an_earlier_edition(claims: dict[str, Any], certificate: Certificate) -> bool:
    """Whether a credential of ours was made before the words on it were corrected:
    the same certificate in everything but the name and the moment."""
    newest = claims_of(certificate)
    is_earlier = str(claims.get("validFrom", "")) < str(newest["validFrom"])
    return is_earlier and _said(_unnamed(claims)) == _said(_unnamed(newest))


def _unnamed(claims: dict[str, Any]) -> dict[str, Any]:
    subject = {**claims.get("credentialSubject", {}), "identifier": []}
    return {**claims, "credentialSubject": subject, "validFrom": None}


def _kid_of(head: str) -> str | None:
    """The key that a header names, if it is signed as we sign."""
    try:
        header = json.loads(decoded(head))
        kid = str(header["kid"]).rpartition("#")[2]
        is_ours = header["alg"] == "EdDSA" and set(header) <= UNDERSTOOD
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return kid if is_ours and is_kid(kid) else None


def _is_signed(key: IssuerKey, words: str, signature: str) -> bool:
    try:
        signed, plain = decoded(signature), words.encode("ascii")
    except ValueError:
        return False
    return is_signed_by(public_key_of(key.public_jwk), signed, plain)


def _trusted(key: IssuerKey, dated: datetime) -> Verdict:
    since = key.compromised_from
    return Verdict.COMPROMISED if since and dated >= since else Verdict.GOOD


def _said(claims: dict[str, Any]) -> list[Any]:
    """Number, holder, certification, term and what it rests on."""
    subject = claims.get("credentialSubject", {})
    done = subject.get("achievement", {})
    names = [
        identifier["identityHash"]
        for identifier in subject.get("identifier", [])
        if identifier["identityType"] == "name"
    ]
    links = [entry.get("digestMultibase") for entry in claims.get("evidence", [])]
    return [
        subject.get("licenseNumber"),
        names,
        [done.get(part) for part in ("humanCode", "version", "name")],
        [claims.get(part) for part in ("awardedDate", "validFrom", "validUntil")],
        links,
    ]
