"""What a time factor changes in an attempt that is under way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

USUAL, LARGEST = 100, 400
"""Per cent of the exam's time."""

WARNING = timedelta(minutes=5)
"""Whoever loses time keeps at least this much, to hear of it and to finish."""

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Running:
    """An open attempt as a new factor finds it.

    `seconds` is the exam's usual time, `at` now, or since when the clock stands
    still, `ends_at` the hard end of its window.
    """

    seconds: int
    factor: int
    deadline_at: datetime
    at: datetime
    ends_at: datetime | None = None


def shift(attempt: Running, factor: int) -> int:
    """By how many seconds the deadline moves when the factor changes to this one.

    More time is never more than a window with a hard end has left; less time
    never leaves less than the warning, and takes nothing from who has less.
    """
    change = timedelta(seconds=attempt.seconds) * (factor - attempt.factor) / USUAL
    if change >= timedelta():
        return min(change, _room(attempt, change)) // SECOND
    most = min(timedelta(), attempt.at + WARNING - attempt.deadline_at)
    return -(-max(change, most) // SECOND)


def _room(attempt: Running, change: timedelta) -> timedelta:
    if attempt.ends_at is None:
        return change
    return max(timedelta(), attempt.ends_at - attempt.deadline_at)
