"""How a paper is drawn: by blueprint, once, and then kept.

The draw is stored with the attempt, so nothing depends on a random generator
giving the same answer twice; the seed is kept for auditors only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, TypeVar

Part = TypeVar("Part")

TOKEN_BYTES = 6
"""Enough that no two options of a paper share a token, short enough to send."""


@dataclass(frozen=True, slots=True)
class PoolQuestion:
    """A question that may be drawn: its version, domain and the ids of its parts.

    Options and stems are shown in random order, `fixed` parts in the author's.
    Questions about one exhibit stand side by side.
    """

    version_id: int
    domain: str
    options: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    exhibit: int | None = None


class DrawnQuestion(NamedTuple):
    """A question on a paper: its parts in the order shown, with their tokens."""

    version_id: int
    order: tuple[str, ...]
    tokens: tuple[str, ...]


def shortfall(
    blueprint: Mapping[str, int], pool: Sequence[PoolQuestion]
) -> dict[str, int]:
    """How many questions each domain lacks; empty when a paper can be drawn."""
    held = Counter([question.domain for question in pool])
    return {
        domain: wanted - held[domain]
        for domain, wanted in blueprint.items()
        if held[domain] < wanted
    }


def draw(
    blueprint: Mapping[str, int], pool: Sequence[PoolQuestion], *, rng: Random
) -> list[DrawnQuestion]:
    """A paper with exactly the blueprint's number of questions from each domain.

    No question twice; questions and their parts in random order, and what shares
    an exhibit together. Raises ValueError when the pool cannot fill the blueprint:
    a short paper is never drawn.
    """
    if lacking := shortfall(blueprint, pool):
        raise ValueError(f"the pool lacks questions: {lacking}")
    chosen = [
        question
        for domain, wanted in blueprint.items()
        for question in rng.sample([q for q in pool if q.domain == domain], wanted)
    ]
    chosen = _side_by_side(_shuffled(chosen, rng))
    return [_shown(question, rng) for question in chosen]


def _side_by_side(chosen: Sequence[PoolQuestion]) -> list[PoolQuestion]:
    """Each exhibit's questions where the first of them stands."""
    first: dict[int, int] = {}
    places = [
        place if question.exhibit is None else first.setdefault(question.exhibit, place)
        for place, question in enumerate(chosen)
    ]
    order = sorted(range(len(chosen)), key=places.__getitem__)
    return [chosen[place] for place in order]


def _shown(question: PoolQuestion, rng: Random) -> DrawnQuestion:
    stems, options = _shuffled(question.stems, rng), _shuffled(question.options, rng)
    order = (*stems, *options, *question.fixed)
    tokens = rng.randbytes(TOKEN_BYTES * len(order)).hex(" ", TOKEN_BYTES).split()
    return DrawnQuestion(question.version_id, order, tuple(tokens))


def _shuffled(parts: Sequence[Part], rng: Random) -> list[Part]:
    # Two thirds of what rng.shuffle costs.
    return sorted(parts, key=lambda _part: rng.random())
