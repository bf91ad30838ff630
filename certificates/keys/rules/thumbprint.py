"""The name that a public key gives itself (RFC 7638)."""

import hashlib
import json
from collections.abc import Mapping

from certificates.keys.rules.base64url import encoded

REQUIRED = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y")}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """43 characters: the SHA-256 of what the key's kind requires, in base 64."""
    required = {name: jwk[name] for name in REQUIRED[jwk["kty"]]}
    words = json.dumps(required, sort_keys=True, separators=(",", ":"))
    return encoded(hashlib.sha256(words.encode()).digest())
