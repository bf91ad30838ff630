"""Signing claims: a JSON Web Token as Open Badges 3.0 asks for it (VC-JWT)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certificates.badges.addresses import key_url
from certificates.keys.ring import credential_key
from certificates.keys.rules.base64url import encoded

Claims = dict[str, Any]


def signed(claims: Mapping[str, Any]) -> str:
    """The compact form, under the current key: the same claims, the same text."""
    key = credential_key()
    header = {"alg": "EdDSA", "kid": key_url(key.kid), "typ": "JWT"}
    words = f"{_part(header)}.{_part(claims)}"
    return f"{words}.{encoded(key.sign(words.encode()))}"


def registered(credential: Claims, *, subject: str) -> Claims:
    """The credential with the claims a JWT repeats of it; exp if it ends."""
    issuer = credential["issuer"]
    claims = {
        **credential,
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": credential["id"],
        "nbf": _seconds(credential["validFrom"]),
        "sub": subject,
    }
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    return claims


def second(at: datetime) -> str:
    """2026-11-22T14:05:09Z: the claims of a JWT count in whole seconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp())


def _part(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return encoded(plain.encode())
