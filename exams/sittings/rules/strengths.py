"""How a domain went, in words: a hint where to read, never a second verdict."""

from enum import StrEnum

CLEAR = 15
"""Per cent above the pass mark from which a domain counts as strong: on a few
questions, one more right answer is no strength yet."""


class Strength(StrEnum):
    STRONG = "strong"
    ENOUGH = "enough"
    WEAK = "weak"


def strength(earned: int, possible: int, *, pass_mark: int) -> Strength:
    """Weak is what would not have passed by itself."""
    if earned * 100 < pass_mark * possible:
        return Strength.WEAK
    if earned * 100 >= min(pass_mark + CLEAR, 100) * possible:
        return Strength.STRONG
    return Strength.ENOUGH
