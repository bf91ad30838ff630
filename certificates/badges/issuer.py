"""Who issues: the profile, and the keys that others verify with."""

from collections.abc import Iterable
from typing import Any

from certificates.badges.addresses import CONTEXTS, base_url, did, key_url
from certificates.badges.jws import second
from certificates.keys.models import IssuerKey
from certificates.keys.rules.purpose import Purpose
from lms.catalogue.models import ProgrammeVersion

DID_CONTEXTS = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/suites/jws-2020/v1",
]


def profile(programme: ProgrammeVersion | None) -> dict[str, Any]:
    """The issuer as a credential names it: the provider under its did:web."""
    return {
        "id": did(),
        "type": ["Profile"],
        "name": programme.provider if programme else "Laurel",
        "url": base_url(),
    }


def profile_document(programme: ProgrammeVersion | None) -> dict[str, Any]:
    """The profile on its own."""
    return {"@context": CONTEXTS, **profile(programme)}


def did_document(keys: Iterable[IssuerKey]) -> dict[str, Any]:
    """did:web: the public halves of all credential keys, so that what an older one
    signed still verifies.

    A key that was stolen stays visible, with the day, but nobody should believe it:
    readers cannot tell when a signature was made.
    """
    ours = [key for key in keys if key.purpose == Purpose.CREDENTIAL]
    return {
        "@context": DID_CONTEXTS,
        "id": did(),
        "verificationMethod": [_method(key) for key in ours],
        "assertionMethod": [
            key_url(key.kid) for key in ours if key.compromised_from is None
        ],
    }


def _method(key: IssuerKey) -> dict[str, Any]:
    method = {
        "id": key_url(key.kid),
        "type": "JsonWebKey2020",
        "controller": did(),
        "publicKeyJwk": {**key.public_jwk, "kid": key.kid, "alg": "EdDSA"},
    }
    if key.compromised_from is not None:
        method["revoked"] = second(key.compromised_from)
    return method
