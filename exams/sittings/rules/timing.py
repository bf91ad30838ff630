"""How long an attempt lasts, and when it is too late. Times are aware, in UTC."""

from datetime import datetime, timedelta

LONGEST_GRACE = timedelta(seconds=15)
GRACE_SHARE = 10
"""An answer sent at 0:00 still has to cross the network: a tenth of the exam's
time, at most 15 seconds. Nobody is shown these seconds as time to think in."""

USUAL = 100
"""The time factor of most people, in per cent."""

LONGEST_PAINT = timedelta(seconds=20)
"""The clock begins with the first question on the screen, at most this late."""

SHORTEST_OUTAGE = timedelta(seconds=15)
"""What a browser bridges by trying again takes nobody's time."""


def allowed(seconds: int, *, factor: int = USUAL) -> timedelta:
    """The exam's time for a person with this time factor (per cent)."""
    return timedelta(seconds=seconds) * factor / USUAL


def grace(time: timedelta, *, factor: int = USUAL) -> timedelta:
    """How long after the deadline an answer may arrive; the factor counts here too."""
    usual = time * USUAL / factor
    return min(LONGEST_GRACE, usual / GRACE_SHARE) * factor / USUAL


def paint_credit(started_at: datetime, *, painted_at: datetime) -> timedelta:
    """What loading the first page took, in whole seconds, as far as it is given."""
    took = min(max(painted_at - started_at, timedelta()), LONGEST_PAINT)
    return timedelta(seconds=took // timedelta(seconds=1))


def outage_credit(
    began_at: datetime,
    ended_at: datetime,
    *,
    started_at: datetime,
    had: timedelta,
    most: timedelta,
) -> timedelta:
    """What an outage of ours gives back to one attempt, in whole seconds.

    `had` was given back for earlier outages; all together never more than `most`.
    """
    lost = ended_at - max(began_at, started_at)
    given = max(timedelta(), min(lost, most - had))
    return timedelta(seconds=-(-given // timedelta(seconds=1)))


def remaining_ms(
    deadline_at: datetime, *, at: datetime, paused_at: datetime | None = None
) -> int:
    """Whole milliseconds until the deadline; 0 when it has passed.

    While an attempt is paused they stand still.
    """
    return max(0, (deadline_at - (paused_at or at)) // timedelta(milliseconds=1))


def is_over(
    closes_at: datetime, *, at: datetime, paused_at: datetime | None = None
) -> bool:
    """Has the attempt run out for good at this time of arrival?

    `closes_at` is the deadline with its grace. A paused clock runs out never.
    """
    return paused_at is None and at > closes_at
