"""May a closed attempt be opened again, and until when?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = 24 * 60
"""Minutes; whoever needs more than a day sits the exam again."""


class Obstacle(StrEnum):
    OPEN = "open"
    VOID = "void"
    NOT_LAST = "not_last"


@dataclass(frozen=True, slots=True)
class Closed:
    """An attempt as somebody wants to reopen it; `last` is the number of the
    newest attempt of the same person at the same exam."""

    state: str
    is_void: bool
    number: int
    last: int


def obstacle(attempt: Closed) -> Obstacle | None:
    """The first thing that speaks against it."""
    if attempt.state == "open":
        return Obstacle.OPEN
    if attempt.is_void:
        return Obstacle.VOID
    return Obstacle.NOT_LAST if attempt.number != attempt.last else None


def deadline(minutes: int, *, now: datetime) -> datetime:
    """The minutes are counted from the approval, not from the proposal."""
    return now + timedelta(minutes=minutes)
