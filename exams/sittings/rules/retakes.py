"""When the next attempt may begin, and whether there is one left.

Waits are counted from the start of the attempt before: an attempt that was
started and left costs as much as one that was sat to the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class RetakePolicy:
    """At most `allowed` attempts in `window`; `waits` before the 2nd, 3rd, …"""

    allowed: int
    window: timedelta
    waits: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class NextStart:
    """The earliest start, and whether it is the cap (not a wait) that delays it."""

    at: datetime
    by_cap: bool


def next_start(
    starts: Sequence[datetime], policy: RetakePolicy, *, now: datetime
) -> NextStart:
    """When one more attempt may begin, after attempts begun at `starts`.

    The last wait repeats for every later attempt.
    """
    begun = sorted(starts)
    earliest = now
    if begun and policy.waits:
        wait = policy.waits[min(len(begun), len(policy.waits)) - 1]
        earliest = max(now, begun[-1] + wait)
    # The window slides: a place is free again when an old attempt leaves it.
    freed = (
        begun[-policy.allowed] + policy.window if len(begun) >= policy.allowed else now
    )
    return NextStart(max(earliest, freed), by_cap=freed > earliest)
