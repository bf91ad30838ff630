"""How a paper is marked.

A question earns all of its points or none: every right option ticked and no
wrong one. Points are whole and stay whole: a pass is decided by multiplying,
never by dividing and rounding.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyedQuestion:
    """A question of the paper with its key and what was answered."""

    domain: str
    points: int
    right: frozenset[str]
    answered: frozenset[str]

    @property
    def earned(self) -> int:
        return self.points if self.answered == self.right else 0


@dataclass(frozen=True, slots=True)
class DomainScore:
    domain: str
    earned: int
    possible: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points earned of those possible, held against a pass mark in per cent."""

    earned: int
    possible: int
    pass_mark: int
    by_domain: tuple[DomainScore, ...]

    @property
    def passed(self) -> bool:
        return self.earned * 100 >= self.pass_mark * self.possible

    @property
    def percent(self) -> int:
        return percent(self.earned, self.possible)


def percent(earned: int, possible: int) -> int:
    """Rounded down, so that 79.9 never shows as the 80 that would have passed."""
    return earned * 100 // possible


def mark(paper: Iterable[KeyedQuestion], *, pass_mark: int) -> Score:
    """The score of a paper. Raises ValueError for a paper without points."""
    questions = list(paper)
    possible = sum(question.points for question in questions)
    if possible <= 0:
        raise ValueError("a paper without points cannot be marked")
    return Score(
        earned=sum(question.earned for question in questions),
        possible=possible,
        pass_mark=pass_mark,
        by_domain=tuple(_by_domain(questions)),
    )


def _by_domain(questions: Iterable[KeyedQuestion]) -> Iterable[DomainScore]:
    sums: dict[str, tuple[int, int]] = {}
    for question in questions:
        earned, possible = sums.get(question.domain, (0, 0))
        sums[question.domain] = earned + question.earned, possible + question.points
    return (DomainScore(key, *points) for key, points in sorted(sums.items()))
