"""What becomes of a blocked question on the papers it stands on.

Where nobody has answered it, another question of its domain takes its place.
Where somebody has, or no other is left, it does not count: neither earned nor
possible. The last question that counts always counts, for a paper without points
cannot be marked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from exams.papers.rules.draw import PoolQuestion


class Remedy(StrEnum):
    REPLACED = "replaced"
    UNCOUNTED = "uncounted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Place:
    """One question of a paper as it stands; `is_final` when it was answered, or can
    be no more."""

    position: int
    question_id: int
    domain: str
    points: int
    is_final: bool = False
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Stock:
    """What may be drawn: the pool without the blocked question, and of each version
    the question it belongs to and its points."""

    pool: Sequence[PoolQuestion]
    questions: Mapping[int, int]
    points: Mapping[int, int]


def remedy(
    place: Place,
    paper: Collection[Place],
    stock: Stock,
    *,
    replaces: bool,
    rng: Random,
) -> tuple[Remedy, PoolQuestion | None]:
    """What is done at one place, and with which other question."""
    if replaces and not place.is_final:
        substitute = _substitute(place, paper, stock, rng)
        if substitute is not None:
            return Remedy.REPLACED, substitute
    others = any(p.is_counted for p in paper if p.position != place.position)
    return (Remedy.UNCOUNTED if others else Remedy.KEPT), None


def _substitute(
    place: Place, paper: Collection[Place], stock: Stock, rng: Random
) -> PoolQuestion | None:
    """One of the same domain that is not on the paper; of as many points, if any."""
    present = {other.question_id for other in paper}
    fits = [
        question
        for question in stock.pool
        if question.domain == place.domain
        # An exhibit would stand far from the other questions about it.
        and question.exhibit is None
        and stock.questions[question.version_id] not in present
    ]
    alike = [q for q in fits if stock.points[q.version_id] == place.points]
    return rng.choice(alike or fits) if fits else None
