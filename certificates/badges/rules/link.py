"""The link from a certificate to what it rests on, as one hash."""

import hashlib
import json

from certificates.keys.rules.base64url import encoded

SHA2_256 = bytes([0x12, 32])
"""How a multihash begins: which hash, and how many bytes."""

Fact = str | int | None


def link(*facts: Fact) -> str:
    """The SHA-256 of the facts as JSON in UTF-8 without spaces, as a multibase
    multihash (digestMultibase of the W3C's Verifiable Credential Data Integrity)."""
    words = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return "u" + encoded(SHA2_256 + hashlib.sha256(words.encode()).digest())
