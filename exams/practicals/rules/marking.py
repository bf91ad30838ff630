"""A rubric, the points given by it, and the mark they make. Whole numbers only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

LONGEST_AGO = timedelta(days=365)
"""An older day is nearly always a wrong year, and a result is never corrected."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing the grader looks at, and the most points it can bring."""

    key: str
    title: Mapping[str, str]
    points: int


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a practical is marked by; `pass_mark` is percent of all points."""

    criteria: tuple[Criterion, ...]
    pass_mark: int

    @property
    def possible(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    @property
    def needed(self) -> int:
        return points_needed(self.possible, self.pass_mark)


@dataclass(frozen=True, slots=True)
class Mark:
    """The outcome of one marking."""

    earned: int
    possible: int
    pass_mark: int

    @property
    def needed(self) -> int:
        return points_needed(self.possible, self.pass_mark)

    @property
    def passed(self) -> bool:
        return self.earned * 100 >= self.pass_mark * self.possible


class Fault(StrEnum):
    """What is wrong with the points of one criterion."""

    MISSING = "missing"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN = "unknown"


class DayFault(StrEnum):
    """What is wrong with the day a practical was held on."""

    FUTURE = "future"
    LONG_AGO = "long_ago"


def rubric_of(practical: Mapping[str, Any]) -> Rubric:
    """The rubric in a certification's practical:
    {"pass_mark": 70, "rubric": [{"key": …, "title": words, "points": 25}, …]}."""
    return Rubric(
        criteria=tuple(
            Criterion(entry["key"], entry["title"], entry["points"])
            for entry in practical["rubric"]
        ),
        pass_mark=practical["pass_mark"],
    )


def points_needed(possible: int, pass_mark: int) -> int:
    """The fewest points that pass."""
    return -(-pass_mark * possible // 100)


def faults(rubric: Rubric, points: Mapping[str, int]) -> dict[str, Fault]:
    """What is wrong, by criterion key; empty when the points can be marked."""
    found = dict.fromkeys(points, Fault.UNKNOWN)
    for criterion in rubric.criteria:
        found.pop(criterion.key, None)
        if criterion.key not in points:
            found[criterion.key] = Fault.MISSING
        elif not 0 <= points[criterion.key] <= criterion.points:
            found[criterion.key] = Fault.OUT_OF_RANGE
    return found


def mark(rubric: Rubric, points: Mapping[str, int]) -> Mark:
    """The mark for these points. Raises ValueError when they have faults."""
    if found := faults(rubric, points):
        raise ValueError(f"these points cannot be marked: {found}")
    return Mark(sum(points.values()), rubric.possible, rubric.pass_mark)


def day_fault(held_on: date, *, today: date) -> DayFault | None:
    """What is wrong with this day, if anything."""
    if held_on > today:
        return DayFault.FUTURE
    if held_on < today - LONGEST_AGO:
        return DayFault.LONG_AGO
    return None
