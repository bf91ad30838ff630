"""A paper holds exactly what its blueprint says."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.papers.rules.draw import PoolQuestion, draw, shortfall

DOMAINS = ("platform", "core", "pricing")

blueprints = st.dictionaries(st.sampled_from(DOMAINS), st.integers(1, 8), min_size=1)


def pool_for(blueprint, spare):
    wanted = {domain: number + spare for domain, number in blueprint.items()}
    ids = iter(range(1000))
    return [
        PoolQuestion(next(ids), domain, tuple("abcd"))
        for domain, number in wanted.items()
        for _ in range(number)
    ]


@given(blueprints, st.integers(0, 5), st.integers())
def test_a_paper_has_the_blueprints_number_of_each_domain(blueprint, spare, seed):
    pool = pool_for(blueprint, spare)
    domain_of = {question.version_id: question.domain for question in pool}

    paper = draw(blueprint, pool, rng=Random(seed))

    assert Counter(domain_of[q.version_id] for q in paper) == blueprint


@given(blueprints, st.integers(0, 5), st.integers())
def test_no_question_stands_twice_and_every_option_once(blueprint, spare, seed):
    paper = draw(blueprint, pool_for(blueprint, spare), rng=Random(seed))

    assert len({q.version_id for q in paper}) == len(paper)
    assert all(sorted(q.order) == list("abcd") for q in paper)
    tokens = [token for q in paper for token in q.tokens]
    assert len(set(tokens)) == len(tokens)


def test_a_short_pool_draws_no_short_paper():
    pool = pool_for({"core": 2}, spare=0)

    with pytest.raises(ValueError, match="pricing"):
        draw({"core": 2, "pricing": 1}, pool, rng=Random(1))
    assert shortfall({"core": 3, "pricing": 1}, pool) == {"core": 1, "pricing": 1}


def test_the_right_option_stands_anywhere_and_its_token_says_nothing():
    """KEY-02: over many draws each position holds an option equally often."""
    pool = pool_for({"core": 1}, spare=0)
    draws = [draw({"core": 1}, pool, rng=Random(seed))[0] for seed in range(2000)]

    places = Counter(q.order.index("b") for q in draws)
    expected = len(draws) / 4
    chi_squared = sum((places[n] - expected) ** 2 / expected for n in range(4))

    assert chi_squared < 16.27  # p = 0.001 with 3 degrees of freedom
    assert len({q.tokens[q.order.index("b")] for q in draws}) == len(draws)
