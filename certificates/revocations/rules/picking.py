"""Which of the certificates that somebody picked can be proposed, and why not."""

import re
from dataclasses import dataclass
from enum import StrEnum

BETWEEN = re.compile(r"[\s,;]+")


class Verdict(StrEnum):
    """`FREE` can be proposed; everything else says what stands against it."""

    FREE = "free"
    REVOKED = "revoked"
    PROPOSED = "proposed"
    OWN = "own"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Picked:
    """How a certificate stands; `is_own`: it is the picker's."""

    is_revoked: bool
    is_proposed: bool
    is_own: bool


def verdict(picked: Picked | None) -> Verdict:
    """The first thing that stands against it; None is no certificate at all."""
    if picked is None:
        return Verdict.UNKNOWN
    if picked.is_revoked:
        return Verdict.REVOKED
    if picked.is_proposed:
        return Verdict.PROPOSED
    return Verdict.OWN if picked.is_own else Verdict.FREE


def typed_numbers(text: str) -> list[str]:
    """What was pasted, number by number: with blanks, commas or lines between them;
    each once, in the order of the text."""
    return list(dict.fromkeys(part for part in BETWEEN.split(text) if part))
