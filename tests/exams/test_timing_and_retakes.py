"""When an attempt is over, and when the next one may begin."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.rules.retakes import RetakePolicy, next_start
from exams.sittings.rules.timing import grace, is_over, remaining_ms

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = RetakePolicy(allowed=3, window=365 * DAY, waits=(14 * DAY, 60 * DAY))


@pytest.mark.parametrize(("minutes", "seconds"), [(90, 15), (2, 12), (1 / 3, 2)])
def test_the_grace_is_a_tenth_of_the_time_and_at_most_15_seconds(minutes, seconds):
    end = NOON + timedelta(minutes=minutes)

    assert grace(NOON, end) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("late", "over"), [(0, False), (15, False), (16, True)])
def test_an_attempt_is_over_only_after_its_grace(late, over):
    end = NOON + timedelta(hours=1)

    assert is_over(NOON, end, at=end + timedelta(seconds=late)) is over


@given(st.integers(-(10**6), 10**6))
def test_the_time_left_is_never_negative_and_never_more_than_there_is(ms):
    end = NOON + timedelta(milliseconds=ms)

    assert remaining_ms(end, at=NOON) == max(0, ms)


@pytest.mark.parametrize(
    ("begun", "days", "by_cap"),
    [
        ([], 0, False),
        ([0], 14, False),
        ([0, 14], 14 + 60, False),
        ([0, 14, 74], 365, True),  # three in a year: the first has to leave it
        ([0, 300, 364], 364 + 60, False),  # the wait is longer than the cap's
    ],
)
def test_the_next_start_keeps_the_waits_and_the_cap(begun, days, by_cap):
    starts = [NOON + day * DAY for day in begun]
    now = starts[-1] if starts else NOON

    earliest = next_start(starts, POLICY, now=now)

    assert (earliest.at, earliest.by_cap) == (NOON + days * DAY, by_cap)


@given(st.lists(st.integers(0, 1000), max_size=8), st.integers(0, 1000))
def test_no_year_ever_sees_more_attempts_than_allowed(begun, today):
    """Whoever starts only when allowed never has more than the cap in a window."""
    taken: list[datetime] = []
    for day in sorted([*begun, today]):
        now = NOON + day * DAY
        if next_start(taken, POLICY, now=now).at <= now:
            taken.append(now)

    for first in taken:
        inside = [at for at in taken if first <= at < first + POLICY.window]
        assert len(inside) <= POLICY.allowed
