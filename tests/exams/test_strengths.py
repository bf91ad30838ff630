"""How a domain went, in words."""

from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.rules.strengths import ENOUGH_TO_SAY, Strength, band, strength

marks = st.integers(1, 100)


@st.composite
def points(draw):
    possible = draw(st.integers(1, 60))
    return draw(st.integers(0, possible)), possible


@given(points(), marks)
def test_weak_is_exactly_what_would_not_have_passed(points, mark):
    earned, possible = points
    is_weak = strength(earned, possible, pass_mark=mark) is Strength.WEAK
    assert is_weak == (earned * 100 < mark * possible)


@given(points(), marks)
def test_one_point_more_is_never_weaker(points, mark):
    earned, possible = points
    order = [Strength.WEAK, Strength.ENOUGH, Strength.STRONG]
    now = strength(earned, possible, pass_mark=mark)
    more = strength(min(earned + 1, possible), possible, pass_mark=mark)
    assert order.index(more) >= order.index(now)


@given(st.integers(1, 60), marks)
def test_everything_right_is_always_strong(possible, mark):
    assert strength(possible, possible, pass_mark=mark) is Strength.STRONG


def test_a_pass_by_a_little_is_enough():
    assert strength(7, 10, pass_mark=65) is Strength.ENOUGH
    assert strength(8, 10, pass_mark=65) is Strength.STRONG


@given(points(), marks, st.integers(0, 60))
def test_a_band_is_said_only_of_enough_questions(points, mark, questions):
    earned, possible = points
    said = band(earned, possible, questions=questions, pass_mark=mark)
    if questions < ENOUGH_TO_SAY:
        assert said is None
    else:
        assert said is strength(earned, possible, pass_mark=mark)
