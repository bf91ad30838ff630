"""How a new time factor moves the deadline of an attempt under way."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exams.accommodations.rules.factors import WARNING, Running, shift

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FACTORS = st.integers(100, 400)
LEFT = st.integers(0, 10_000).map(lambda seconds: timedelta(seconds=seconds))


def running(factor=100, left=30 * MINUTE, ends_at=None):
    return Running(3600, factor, NOON + left, NOON, ends_at)


def test_more_time_comes_at_once():
    assert shift(running(), 150) == 1800


def test_what_was_more_time_is_taken_back():
    assert shift(running(factor=150, left=50 * MINUTE), 100) == -1800


def test_five_minutes_are_left_to_finish_in():
    assert shift(running(factor=200, left=30 * MINUTE), 100) == -25 * 60


def test_who_has_less_than_five_minutes_loses_nothing():
    assert shift(running(factor=200, left=3 * MINUTE), 100) == 0


def test_a_window_with_a_hard_end_gives_what_it_has():
    assert shift(running(ends_at=NOON + 40 * MINUTE), 150) == 600
    assert shift(running(ends_at=NOON + 20 * MINUTE), 150) == 0


@given(FACTORS, FACTORS, LEFT)
def test_nobody_is_cut_below_the_warning(old, new, left):
    attempt = running(factor=old, left=left)

    after = left + timedelta(seconds=shift(attempt, new))

    assert after >= min(left, WARNING)
    if new >= old:
        assert after >= left
    else:
        assert after <= left


@given(FACTORS, LEFT, st.integers(0, 10_000))
def test_a_hard_end_is_never_passed(new, left, end):
    attempt = running(left=left, ends_at=NOON + timedelta(seconds=end))

    after = NOON + left + timedelta(seconds=shift(attempt, new))

    assert after <= max(NOON + left, NOON + timedelta(seconds=end))
