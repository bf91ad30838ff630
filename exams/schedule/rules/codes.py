"""Voucher codes: easy to read out, hopeless to guess."""

import hashlib
from collections.abc import Callable

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are misread."""

GROUPS, LENGTH = 4, 4
"""Sixteen letters are 80 bits."""


def code(choose: Callable[[str], str]) -> str:
    """A new code, as K7QM-…; `choose` picks one letter at random."""
    groups = ("".join(choose(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def hash_of(typed: str) -> str:
    """What is kept of a code; however it is typed, in small letters, without dashes."""
    plain = "".join(letter for letter in typed.upper() if letter in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
