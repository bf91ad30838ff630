"""How a paper is marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.marking.rules.scoring import KeyedQuestion, mark, percent
from exams.marking.rules.tallies import Key


def question(answered, right="bc", points=1, domain="core"):
    return KeyedQuestion(domain, points, Key(list(right)), list(answered), "multiple")


@pytest.mark.parametrize(
    ("answered", "earned"),
    [
        ("bc", 3),
        ("b", 0),  # one right option missing
        ("bcd", 0),  # one wrong option added
        ("", 0),
    ],
)
def test_a_question_earns_all_of_its_points_or_none(answered, earned):
    score = mark([question(answered, points=3)], pass_mark=80)

    assert (score.earned, score.possible) == (earned, 3)


@pytest.mark.parametrize(("right", "passed"), [(39, False), (40, True), (41, True)])
def test_foundations_is_passed_with_40_of_50(right, passed):
    paper = [question("bc")] * right + [question("")] * (50 - right)

    assert mark(paper, pass_mark=80).passed is passed


def test_a_score_just_under_the_pass_mark_is_not_shown_as_the_pass_mark():
    assert percent(799, 1000) == 79


def test_domains_add_up_to_the_whole():
    paper = [question("bc", domain="core"), question("", points=2, domain="pricing")]

    score = mark(paper, pass_mark=80)

    assert [(d.domain, d.earned, d.possible) for d in score.by_domain] == [
        ("core", 1, 1),
        ("pricing", 0, 2),
    ]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5)), min_size=1))
def test_one_more_right_answer_never_lowers_a_score(answers):
    papers = [question("bc" if good else "", points=p) for good, p in answers]
    before = mark(papers, pass_mark=80)

    after = mark([question("bc", points=answers[0][1]), *papers[1:]], pass_mark=80)

    assert after.earned >= before.earned
    assert after.possible == before.possible


def test_a_paper_without_points_cannot_be_marked():
    with pytest.raises(ValueError, match="without points"):
        mark([], pass_mark=80)
