"""How far somebody has come, as arithmetic."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.learning.rules.progress import (
    Step,
    chapters,
    neighbours,
    onward,
    progress,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def a_step(key, *, opened=None, done=False, minutes=10, topic="overview"):
    return Step(
        key,
        {"en": key},
        {"en": ""},
        topic,
        minutes,
        opened_at=NOON + timedelta(minutes=opened) if opened is not None else None,
        done_at=NOON if done else None,
    )


marks = st.lists(
    st.tuples(st.booleans(), st.none() | st.integers(0, 99), st.integers(1, 90)),
    max_size=12,
)


@given(marks)
def test_done_and_left_make_the_whole(drawn):
    steps = [
        a_step(str(i), done=done, opened=opened, minutes=minutes)
        for i, (done, opened, minutes) in enumerate(drawn)
    ]

    state = progress(steps)

    assert state.done + state.left == state.total == len(steps)
    assert state.minutes_left == sum(s.minutes for s in steps if not s.is_done)
    assert (state.next is None) == (state.left == 0)
    assert (state.percent == 100) == state.is_complete


def test_the_way_goes_on_where_the_person_stopped():
    steps = [a_step("a", opened=1, done=True), a_step("b"), a_step("c", opened=5)]
    assert progress(steps).next.key == "c"


def test_a_lesson_that_is_done_is_never_next():
    steps = [a_step("a", opened=9, done=True), a_step("b"), a_step("c")]
    assert progress(steps).next.key == "b"


def test_199_of_200_lessons_are_not_100_percent():
    steps = [a_step(str(i), done=i < 199) for i in range(200)]
    assert progress(steps).percent == 99


def test_the_first_lesson_has_nothing_before_it_and_the_last_nothing_after():
    steps = [a_step("a"), a_step("b"), a_step("c")]
    assert neighbours(steps, "a") == (None, steps[1])
    assert neighbours(steps, "b") == (steps[0], steps[2])
    assert neighbours(steps, "c") == (steps[1], None)


def test_after_the_last_lesson_the_way_leads_to_the_gap():
    steps = [a_step("a"), a_step("b", done=True), a_step("c", done=True)]
    assert onward(steps, "c").key == "a"


def test_after_the_whole_course_there_is_no_way_on():
    steps = [a_step("a", done=True), a_step("b", done=True)]
    assert onward(steps, "a") is None


def test_lessons_stand_under_their_topic():
    steps = [a_step("a", topic="x"), a_step("b", topic="x"), a_step("c", topic="y")]
    assert chapters(steps) == [("x", steps[:2]), ("y", steps[2:])]
