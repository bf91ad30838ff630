"""When an attempt is over, and when the next one may begin."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.rules.retakes import RetakePolicy, next_start
from exams.sittings.rules.timing import (
    allowed,
    grace,
    is_over,
    outage_credit,
    paint_credit,
    remaining_ms,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = RetakePolicy(allowed=3, window=365 * DAY, waits=(14 * DAY, 60 * DAY))


@pytest.mark.parametrize(("minutes", "seconds"), [(90, 15), (2, 12), (1 / 3, 2)])
def test_the_grace_is_a_tenth_of_the_time_and_at_most_15_seconds(minutes, seconds):
    assert grace(timedelta(minutes=minutes)) == timedelta(seconds=seconds)


def test_a_time_factor_stretches_the_time_and_the_grace():
    time = allowed(3600, factor=150)

    assert time == timedelta(minutes=90)
    assert grace(time, factor=150) == timedelta(seconds=22.5)


@pytest.mark.parametrize(("late", "over"), [(0, False), (15, False), (16, True)])
def test_an_attempt_is_over_only_after_its_grace(late, over):
    closes_at = NOON + grace(timedelta(hours=1))

    assert is_over(closes_at, at=NOON + timedelta(seconds=late)) is over


def test_a_paused_attempt_is_never_over_and_its_time_stands_still():
    later = NOON + timedelta(hours=9)

    assert not is_over(NOON, at=later, paused_at=NOON - timedelta(minutes=5))
    assert remaining_ms(NOON, at=later, paused_at=NOON - timedelta(minutes=5)) == (
        5 * 60_000
    )


@pytest.mark.parametrize(("took", "given_back"), [(-3, 0), (0.9, 0), (7, 7), (90, 20)])
def test_the_first_page_gives_back_what_it_took_up_to_twenty_seconds(took, given_back):
    painted = NOON + timedelta(seconds=took)

    assert paint_credit(NOON, painted_at=painted) == timedelta(seconds=given_back)


@pytest.mark.parametrize(
    ("started", "had", "seconds"),
    [
        (-600, 0, 120),  # open all the while
        (60, 0, 60),  # began in the middle of it
        (-600, 540, 60),  # most of the cap was used up before
        (-600, 600, 0),
    ],
)
def test_an_outage_gives_back_what_it_took_as_far_as_the_cap_allows(
    started, had, seconds
):
    credit = outage_credit(
        NOON,
        NOON + timedelta(seconds=119.2),
        started_at=NOON + timedelta(seconds=started),
        had=timedelta(seconds=had),
        most=timedelta(minutes=10),
    )

    assert credit == timedelta(seconds=seconds)


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
