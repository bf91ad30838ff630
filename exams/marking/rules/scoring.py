"""How a paper is marked.

A question earns all of its points or none, unless it says beforehand that parts
count: then what is wrong is taken from what is right, so that guessing does not
pay, and the share is rounded down. Points are whole and stay whole: a pass is
decided by multiplying, never by dividing and rounding.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from exams.marking.rules.tallies import Key, Tally, tally
from question_banks.items.rules.kinds import ALL, PARTIAL, Kind


@dataclass(frozen=True, slots=True)
class KeyedQuestion:
    """A question of the paper with its key and what was answered, in ids."""

    domain: str
    points: int
    key: Key
    answered: Any
    kind: str = Kind.SINGLE
    scoring: str = ALL

    @property
    def earned(self) -> int:
        """Raises UnusableKey: what cannot be marked is never right."""
        counted = tally(self.kind, self.key, self.answered)
        return credit(counted, self.points, scoring=self.scoring)


def credit(counted: Tally, points: int, *, scoring: str) -> int:
    """The points for an answer, from none to all of them."""
    if scoring == PARTIAL:
        good = min(max(0, counted.right - counted.wrong), counted.parts)
        return points * good // counted.parts
    is_whole = counted.right == counted.parts and not counted.wrong
    return points if is_whole else 0


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
