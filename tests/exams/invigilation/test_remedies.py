"""What becomes of a blocked question on a paper."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from exams.invigilation.rules.latency import (
    BOUNDS_MS,
    SIZE,
    added,
    bucket_of,
    percentile,
)
from exams.invigilation.rules.remedies import Place, Remedy, Stock, remedy
from exams.invigilation.rules.reopening import Closed, Obstacle, obstacle
from exams.papers.rules.draw import PoolQuestion

RNG = Random(1)


def a_place(position=1, question=1, **more):
    return Place(position, question, "core", 1, **more)


def a_stock(*questions, points=None, exhibit=None, domain="core"):
    pool = [PoolQuestion(n, domain, exhibit=exhibit) for n in questions]
    return Stock(pool, {n: n for n in questions}, dict.fromkeys(questions, points or 1))


PAPER = [a_place(1, 1), a_place(2, 2)]


def decided(place, paper=PAPER, stock=None, replaces=True):
    return remedy(place, paper, stock or a_stock(2, 3), replaces=replaces, rng=RNG)


def test_an_unanswered_one_is_replaced_by_one_that_is_not_on_the_paper():
    found, other = decided(PAPER[0])

    assert found is Remedy.REPLACED
    assert other.version_id == 3


def test_an_answered_one_does_not_count():
    answered = a_place(1, 1, is_final=True)

    assert decided(answered) == (Remedy.UNCOUNTED, None)


def test_where_nothing_else_is_left_it_does_not_count():
    assert decided(PAPER[0], stock=a_stock(2)) == (Remedy.UNCOUNTED, None)
    assert decided(PAPER[0], stock=a_stock(3, domain="other"))[0] is Remedy.UNCOUNTED
    assert decided(PAPER[0], stock=a_stock(3, exhibit=7))[0] is Remedy.UNCOUNTED


def test_if_staff_want_no_replacement_there_is_none():
    assert decided(PAPER[0], replaces=False) == (Remedy.UNCOUNTED, None)


def test_the_last_question_that_counts_counts():
    paper = [a_place(1, 1, is_final=True), a_place(2, 2, is_counted=False)]

    assert decided(paper[0], paper) == (Remedy.KEPT, None)


def test_one_of_as_many_points_goes_first():
    pool = [PoolQuestion(3, "core"), PoolQuestion(4, "core")]
    stock = Stock(pool, {3: 3, 4: 4}, {3: 5, 4: 1})

    assert decided(PAPER[0], stock=stock)[1].version_id == 4


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=8, unique=True),
    st.sets(st.integers(1, 12)),
    st.data(),
)
def test_a_paper_keeps_its_length_its_points_and_no_question_twice(ids, pool, data):
    paper = [
        a_place(n, question, is_final=data.draw(st.booleans()))
        for n, question in enumerate(ids, start=1)
    ]
    blocked = data.draw(st.sampled_from(paper))
    stock = a_stock(*(pool - {blocked.question_id}))

    found, other = remedy(blocked, paper, stock, replaces=True, rng=RNG)

    if found is Remedy.REPLACED:
        assert not blocked.is_final
        assert other.version_id not in ids
    else:
        assert other is None
    counted = len(paper) - (found is Remedy.UNCOUNTED)
    assert counted >= 1


def test_a_last_closed_attempt_can_be_opened_and_no_other():
    assert obstacle(Closed("closed", False, 2, 2)) is None
    assert obstacle(Closed("open", False, 2, 2)) is Obstacle.OPEN
    assert obstacle(Closed("closed", True, 2, 2)) is Obstacle.VOID
    assert obstacle(Closed("closed", False, 1, 2)) is Obstacle.NOT_LAST


@given(st.lists(st.floats(0.01, 2999), min_size=1, max_size=200), st.integers(1, 100))
def test_a_percentile_is_never_said_shorter_than_it_is(times, percent):
    buckets = [0] * SIZE
    for took in times:
        buckets[bucket_of(took)] += 1

    said = percentile(buckets, percent)

    exact = sorted(times)[-(-percent * len(times) // 100) - 1]
    assert exact <= said
    assert said in BOUNDS_MS


def test_processes_add_up():
    one, two = [0] * SIZE, [0] * SIZE
    one[0], two[3] = 95, 5

    assert percentile(added([one, two]), 95) == BOUNDS_MS[0]
    assert percentile(added([one, two]), 96) == BOUNDS_MS[3]
    assert percentile(added([]), 95) is None
