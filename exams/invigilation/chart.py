"""Bars for the page of the day, worked out here so that the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 300, 60, 2
LEAST = 1
"""A minute with anything in it is seen, however high the others are."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of numbers: `last` is the newest one that is over."""

    bars: list[Bar]
    most: int
    total: int
    last: int


def bars(numbers: Sequence[int]) -> Bars:
    """One bar for each number, the highest as high as the chart."""
    most, step = max(numbers, default=0), WIDTH // max(1, len(numbers))
    drawn = [
        Bar(n * step, HEIGHT - height, step - GAP, height)
        for n, number in enumerate(numbers)
        if (height := max(LEAST, HEIGHT * number // most) if number else 0)
    ]
    return Bars(drawn, most, sum(numbers), numbers[-2] if numbers[1:] else 0)
