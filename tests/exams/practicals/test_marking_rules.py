"""Points by rubric to a mark, and what a file may be called."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.practicals.rules.evidence import LONGEST_NAME, plain_name
from exams.practicals.rules.marking import (
    Criterion,
    DayFault,
    Fault,
    Mark,
    Rubric,
    day_fault,
    faults,
    mark,
    rubric_of,
)

RUBRIC = Rubric(
    (Criterion("plan", {"en": "Plan"}, 40), Criterion("cut-over", {"en": "Cut"}, 60)),
    pass_mark=70,
)
TODAY = date(2026, 11, 22)


@st.composite
def marked_rubrics(draw):
    """A rubric, and points that fit it."""
    most = draw(st.lists(st.integers(1, 60), min_size=1, max_size=8))
    criteria = tuple(Criterion(f"c{n}", {}, points) for n, points in enumerate(most))
    points = {c.key: draw(st.integers(0, c.points)) for c in criteria}
    return Rubric(criteria, draw(st.integers(1, 100))), points


@given(marked_rubrics())
def test_the_mark_is_the_sum_and_passes_by_the_exact_share(case):
    rubric, points = case

    found = mark(rubric, points)

    assert found.earned == sum(points.values())
    assert found.possible == rubric.possible
    exact = Fraction(found.earned, found.possible)
    assert found.passed == (exact >= Fraction(rubric.pass_mark, 100))


@given(marked_rubrics())
def test_the_points_needed_are_the_fewest_that_pass(case):
    rubric, _ = case
    of = rubric.possible

    assert Mark(rubric.needed, of, rubric.pass_mark).passed
    assert not Mark(rubric.needed - 1, of, rubric.pass_mark).passed


def test_139_of_200_does_not_pass_at_70_percent():
    assert not Mark(139, 200, 70).passed
    assert Mark(140, 200, 70).passed


@pytest.mark.parametrize(
    ("points", "found"),
    [
        ({"plan": 40, "cut-over": 0}, {}),
        ({"plan": 41, "cut-over": 0}, {"plan": Fault.OUT_OF_RANGE}),
        ({"plan": -1, "cut-over": 60}, {"plan": Fault.OUT_OF_RANGE}),
        ({"plan": 10}, {"cut-over": Fault.MISSING}),
        ({"plan": 10, "cut-over": 1, "style": 5}, {"style": Fault.UNKNOWN}),
    ],
)
def test_faulty_points_are_named_and_never_marked(points, found):
    assert faults(RUBRIC, points) == found
    if found:
        with pytest.raises(ValueError, match="cannot be marked"):
            mark(RUBRIC, points)


@pytest.mark.parametrize(
    ("ago", "fault"),
    [(-1, DayFault.FUTURE), (0, None), (365, None), (366, DayFault.LONG_AGO)],
)
def test_a_practical_was_held_today_or_within_a_year(ago, fault):
    assert day_fault(TODAY - timedelta(days=ago), today=TODAY) is fault


def test_the_rubric_is_read_from_the_certification():
    entry = {"key": "plan", "title": {"en": "Plan"}, "points": 40}

    rubric = rubric_of({"pass_mark": 70, "rubric": [entry]})

    assert rubric == Rubric((Criterion("plan", {"en": "Plan"}, 40),), 70)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("Отчёт о переносе.pdf", "Отчёт о переносе.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.docx", "plan.docx"),
        ("a\r\nSet-Cookie: x=1.html", "aSet-Cookie x=1.html"),
        ("<script>alert(1)</script>.html", "script.html"),
        ("\u202efdp.exe", "fdp.exe"),
        ("...", "evidence"),
        ("", "evidence"),
        ("x" * 300 + ".tar.gz", "x" * 97 + ".gz"),
    ],
)
def test_a_file_name_loses_what_could_do_harm(sent, kept):
    assert plain_name(sent) == kept


@given(st.text(max_size=400))
def test_every_name_comes_out_short_printable_and_stable(sent):
    name = plain_name(sent)

    assert 0 < len(name) <= LONGEST_NAME
    assert name.isprintable()
    assert not set(name) & set('/\\<>"')
    assert plain_name(name) == name
