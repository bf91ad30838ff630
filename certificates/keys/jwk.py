"""Public keys as JSON (RFC 7517, RFC 8037) and back."""

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.keys.errors import UnfitKey
from certificates.keys.rules.base64url import decoded, encoded
from certificates.keys.rules.purpose import Purpose
from lms.kernel.i18n import words as _

PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey
COORDINATE = 32
"""Bytes of x and of y on P-256."""


def jwk_of(key: Any, purpose: Purpose) -> dict[str, str]:
    """The public half as JSON. Raises UnfitKey when it is of another kind than its
    purpose asks for."""
    if purpose is Purpose.CREDENTIAL and isinstance(key, Ed25519PublicKey):
        return {"crv": "Ed25519", "kty": "OKP", "x": encoded(key.public_bytes_raw())}
    if (
        purpose is Purpose.SEAL
        and isinstance(key, ec.EllipticCurvePublicKey)
        and isinstance(key.curve, ec.SECP256R1)
    ):
        numbers = key.public_numbers()
        x, y = (encoded(n.to_bytes(COORDINATE)) for n in (numbers.x, numbers.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}
    raise UnfitKey(
        _(
            "Credentials are signed with Ed25519 and seals with P-256; "
            "this key is of another kind."
        )
    )


def public_key_of(jwk: dict[str, str]) -> PublicKey:
    """The key to verify with, from what `jwk_of` gave."""
    if jwk["kty"] == "OKP":
        return Ed25519PublicKey.from_public_bytes(decoded(jwk["x"]))
    x, y = (int.from_bytes(decoded(jwk[name])) for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def is_signed_by(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether the private half signed exactly these bytes (P-256: with SHA-256)."""
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, data)
        else:
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
