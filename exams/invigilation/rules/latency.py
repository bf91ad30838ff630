"""How long saving takes, counted in buckets: cheap to keep, cheap to add up."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

BOUNDS_MS = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 3000)
"""Upper ends, in milliseconds; one more bucket holds what took longer still."""

SIZE = len(BOUNDS_MS) + 1


def bucket_of(milliseconds: float) -> int:
    """Which bucket counts a save that took so long."""
    return bisect_left(BOUNDS_MS, milliseconds)


def added(counts: Iterable[Sequence[int]]) -> list[int]:
    """The buckets of several processes or minutes as one."""
    return [sum(column) for column in zip(*counts, strict=True)] or [0] * SIZE


def percentile(buckets: Sequence[int], percent: int) -> int | None:
    """So many per cent took at most this many milliseconds; None without saves.

    The upper end of the bucket is said, so the true time is never longer, except
    beyond the last bound.
    """
    if not sum(buckets):
        return None
    wanted, seen = percent * sum(buckets), 0
    for bound, count in zip((*BOUNDS_MS, BOUNDS_MS[-1]), buckets, strict=True):
        seen += count
        if seen * 100 >= wanted:
            return bound
    return BOUNDS_MS[-1]
