"""On which days people are reminded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.reminders.rules.marks import MARKS, due_mark

LONG = 731


@pytest.mark.parametrize(
    ("days_left", "mark"),
    [
        (91, None),
        (90, 90),
        (61, 90),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, None),
    ],
)
def test_a_mark_is_due_until_the_next_one(days_left, mark):
    assert due_mark(days_left, LONG) == mark


@given(st.integers(1, 800))
def test_over_a_whole_term_each_mark_within_it_comes_once(lasts):
    seen = [due_mark(left, lasts) for left in range(lasts, -1, -1)]

    known = [mark for mark in seen if mark is not None]
    changes = [mark for n, mark in enumerate(known) if n == 0 or known[n - 1] != mark]
    assert changes == [mark for mark in MARKS if mark < lasts]
    # Nobody is reminded on the day of issue.
    assert seen[0] is None
