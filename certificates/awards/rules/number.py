"""The number on a certificate: NB-XXXX-XXXX-XXXX, to be read aloud and typed.

Twelve characters of Crockford's base 32 (no I, L, O, U): eleven random ones and
one that checks them. The check is a code over the field of 32 elements, so one
wrong character, or two that changed places, never make another good number.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = len(ALPHABET) ** 11
"""How many numbers there are under one prefix."""

LENGTH = 12
ALIKE = str.maketrans("OIL", "011")
FIELD = 0b100101
"""x⁵ + x² + 1: doubling runs through all 31 elements before it comes back."""


def number(prefix: str, chosen: int) -> str:
    """The number for a random `chosen` with 0 <= chosen < RANDOM."""
    body = ""
    for _ in range(LENGTH - 1):
        chosen, digit = divmod(chosen, len(ALPHABET))
        body = ALPHABET[digit] + body
    return _written(prefix, body + _check(body))


def parse(typed: str, *, prefix: str) -> str | None:
    """The number somebody meant, written properly; None if it cannot be one.

    Small letters, blanks, missing dashes, a missing prefix, O for 0 and I or L
    for 1 are forgiven.
    """
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    head, body = plain[:-LENGTH], plain[-LENGTH:].translate(ALIKE)
    if len(body) < LENGTH or not set(body) <= set(ALPHABET):
        return None
    if body[-1] != _check(body[:-1]):
        return None
    meant = not head or head.translate(ALIKE) == prefix.upper().translate(ALIKE)
    return _written(prefix if meant else head, body)


def _written(prefix: str, body: str) -> str:
    return "-".join([prefix, body[:4], body[4:8], body[8:]])


def _check(body: str) -> str:
    total = 0
    for character in body:
        total = _doubled(total) ^ ALPHABET.index(character)
    return ALPHABET[_doubled(total)]


def _doubled(element: int) -> int:
    shifted = element << 1
    return shifted ^ FIELD if shifted & 0b100000 else shifted
