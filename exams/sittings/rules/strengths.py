"""How a domain went, in words: a hint where to read, never a second verdict."""

from enum import StrEnum

CLEAR = 15
"""Per cent above the pass mark from which a domain counts as strong: on a few
questions, one more right answer is no strength yet."""

ENOUGH_TO_SAY = 5
"""Questions of a domain from which its points say more than chance does."""


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


def band(
    earned: int, possible: int, *, questions: int, pass_mark: int
) -> Strength | None:
    """What may be said of a domain; None where too few questions were asked."""
    if questions < ENOUGH_TO_SAY:
        return None
    return strength(earned, possible, pass_mark=pass_mark)
