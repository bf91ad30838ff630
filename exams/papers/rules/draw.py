"""How a paper is drawn: by blueprint, once, and then kept.

The draw is stored with the attempt, so nothing depends on a random generator
giving the same answer twice; the seed is kept for auditors only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

TOKEN_BITS = 48
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


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question on a paper: its parts in the order shown, with their tokens."""

    version_id: int
    order: tuple[str, ...]
    tokens: tuple[str, ...]


def shortfall(
    blueprint: Mapping[str, int], pool: Sequence[PoolQuestion]
) -> dict[str, int]:
    """How many questions each domain lacks; empty when a paper can be drawn."""
    held = dict.fromkeys(blueprint, 0)
    for question in pool:
        if question.domain in held:
            held[question.domain] += 1
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
    rng.shuffle(chosen)
    return [_shown(question, rng) for question in _side_by_side(chosen)]


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
    stems, options = list(question.stems), list(question.options)
    rng.shuffle(stems)
    rng.shuffle(options)
    order = (*stems, *options, *question.fixed)
    tokens = [f"{rng.getrandbits(TOKEN_BITS):012x}" for _ in order]
    return DrawnQuestion(question.version_id, order, tuple(tokens))
