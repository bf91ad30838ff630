"""The kinds of questions, and how the parts of a question are named.

Ids mean nothing outside one version: options are letters, stems s1, s2, …, gaps
g1, g2, … and the options of a gap g1a, g1b, ….
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase
from typing import Any


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    TEXT = "text"
    CLOZE = "cloze"
    HOTSPOT = "hotspot"


CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE})
"""Kinds whose key is a list of options; the pages for authors write these."""

IN_PARTS = frozenset({Kind.MULTIPLE, Kind.MATCHING, Kind.ORDERING, Kind.CLOZE})
"""Kinds that can earn a part of their points."""

ALL, PARTIAL = "all", "partial"
"""All points or none; or points for what is right, less what is wrong."""

LETTERS = ascii_lowercase[:10]
"""Ids of options, and so how many a question may have."""

TRUE_FALSE = ({"en": "True", "ru": "Верно"}, {"en": "False", "ru": "Неверно"})
"""The options of every statement that is true or false, in this order."""


def scoring_of(wanted: str, kind: str) -> str:
    """How a question is scored; a kind without parts earns all or nothing."""
    return wanted if kind in IN_PARTS else ALL


@dataclass(frozen=True, slots=True)
class PartIds:
    """Every part of a question: what is shown in random order, and what is not."""

    options: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


def stem_id(number: int) -> str:
    """The id of a stem; numbers count from 1."""
    return f"s{number}"


def gap_id(number: int) -> str:
    """The id of a gap; `[[number]]` stands for it in the prompt."""
    return f"g{number}"


def gap_option_id(number: int, letter: str) -> str:
    return f"g{number}{letter}"


def is_option(part: str) -> bool:
    return len(part) == 1


def is_stem(part: str) -> bool:
    return len(part) > 1 and part[0] == "s"


def is_gap(part: str) -> bool:
    return len(part) > 1 and part[0] == "g" and part[1:].isdigit()


def is_option_of(gap: str, part: str) -> bool:
    """Does this part stand in the list of that gap?"""
    return part[:-1] == gap and not part[-1:].isdigit()


def part_ids(
    kind: str, options: Sequence[Mapping[str, Any]], body: Mapping[str, Any]
) -> PartIds:
    """The parts of a version. True and False, and the lists of gaps, keep their
    author's order: candidates expect to find them so."""
    letters = tuple(str(option["id"]) for option in options)
    if kind == Kind.TRUE_FALSE:
        return PartIds(fixed=letters)
    stems = tuple(str(stem["id"]) for stem in body.get("stems", ()))
    fixed = tuple(
        str(part["id"])
        for gap in body.get("gaps", ())
        for part in (gap, *gap["options"])
    )
    return PartIds(letters, stems, fixed)
