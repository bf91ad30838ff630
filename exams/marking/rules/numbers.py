"""Numbers as people type them, compared exactly: decimals, never floats."""

import re
from decimal import Context, Decimal
from unicodedata import normalize

LONGEST = 40
"""Longer than any answer that was meant, short enough to compare exactly."""

EXACT = Context(prec=4 * LONGEST)
PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
MINUS = str.maketrans({"−": "-", "–": "-"})


def readings(typed: str) -> frozenset[Decimal]:
    """What a typed number can mean; nothing when it is none.

    A comma or a point parts the decimals, and spaces are passed over. One that
    could be either, as 1,500, means both: where the candidate learned to write
    numbers is not what is asked. There are no exponents: 1e999999 is no number.
    """
    if len(typed) > LONGEST:
        return frozenset()
    plain = "".join(normalize("NFKC", typed).translate(MINUS).split())
    found = []
    if PLAIN.fullmatch(plain):
        found.append(plain.replace(",", "."))
    if GROUPED.fullmatch(plain):
        found.append(plain.replace(",", ""))
    return frozenset(Decimal(text) for text in found)


def is_close(typed: str, value: Decimal, tolerance: Decimal) -> bool:
    """Is a number, in one of its readings, no further off than tolerated?"""
    return any(
        EXACT.subtract(reading, value).copy_abs() <= tolerance
        for reading in readings(typed)
    )
