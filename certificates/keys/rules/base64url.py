"""Base 64 as signatures and keys are written: URL-safe, without padding (RFC 7515)."""

import base64


def encoded(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def decoded(written: str) -> bytes:
    """Raises ValueError for all but the one way in which `encoded` writes it.

    Python's own decoder skips what it does not know and drops bits that are over:
    many texts would then stand for one signature.
    """
    try:
        plain = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except ValueError as error:
        raise ValueError("not base 64 for addresses") from error
    if encoded(plain) != written:
        raise ValueError("not base 64 for addresses")
    return plain
