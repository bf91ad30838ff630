"""How long an attempt lasts, and when it is too late. Times are aware, in UTC."""

from datetime import datetime, timedelta

LONGEST_GRACE = timedelta(seconds=15)
GRACE_SHARE = 10
"""An answer sent at 0:00 still has to cross the network: a tenth of the exam's
time, at most 15 seconds. Nobody is shown these seconds as time to think in."""


def deadline(started_at: datetime, *, allowed: timedelta) -> datetime:
    return started_at + allowed


def grace(started_at: datetime, deadline_at: datetime) -> timedelta:
    return min(LONGEST_GRACE, (deadline_at - started_at) / GRACE_SHARE)


def is_over(started_at: datetime, deadline_at: datetime, *, at: datetime) -> bool:
    """Has the attempt run out for good at this time of arrival?"""
    return at > deadline_at + grace(started_at, deadline_at)


def remaining_ms(deadline_at: datetime, *, at: datetime) -> int:
    """Whole milliseconds until the deadline; 0 when it has passed."""
    return max(0, (deadline_at - at) // timedelta(milliseconds=1))
