"""What a candidate may answer to each kind of question, and how it is kept.

The browser names the parts of a question by tokens of its own attempt; what is
kept names them by the ids of the question's version.

    single, true_false, multiple    a list of options
    ordering                        a list of all options, in order
    matching                        {stem: option}, stems without an answer left out
    cloze                           {gap: option of that gap}
    numeric, text                   what was typed
    hotspot                         {"x": …, "y": …} in thousandths of the image

Empty (a list, a mapping or a text, as the kind has it) is no answer. What comes
from a browser is any JSON at all: `misfit` says what is wrong with it and never
raises.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from exams.marking.rules import numbers
from question_banks.items.rules.kinds import (
    Kind,
    is_gap,
    is_option,
    is_option_of,
    is_stem,
)

Response = Any
"""An answer, in tokens or in ids; empty when the question is not answered."""

LONGEST_TEXT = 200
EDGE = 1000
"""Hotspots are counted in thousandths of the image's width and height."""

NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""A NUL and half a character are not text: databases differ on them."""


class Misfit(StrEnum):
    """Why an answer does not fit its question."""

    FORM = "form"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    INCOMPLETE = "incomplete"


def empty(kind: str) -> Response:
    """The answer of a question that is not answered."""
    if kind in (Kind.NUMERIC, Kind.TEXT):
        return ""
    return {} if kind in (Kind.MATCHING, Kind.CLOZE, Kind.HOTSPOT) else []


def is_answered(response: Response) -> bool:
    """Is there anything to mark?"""
    return bool(response.strip() if isinstance(response, str) else response)


def misfit(kind: str, names: Mapping[str, str], response: Response) -> Misfit | None:
    """What is wrong with an answer in tokens; `names` is {token: id}."""
    match kind:
        case Kind.NUMERIC:
            return _of_words(response, numbers.LONGEST)
        case Kind.TEXT:
            return _of_words(response, LONGEST_TEXT)
        case Kind.HOTSPOT:
            return _of_point(response)
        case Kind.MATCHING | Kind.CLOZE:
            return _of_pairs(names, response)
        case _:
            return _of_list(kind, names, response)


def kept(kind: str, names: Mapping[str, str], response: Response) -> Response:
    """A fitting answer in ids; `names` is {token: id}."""
    if kind == Kind.ORDERING:
        return [names[token] for token in response]
    if kind in (Kind.MATCHING, Kind.CLOZE):
        pairs = ((names[part], names[chosen]) for part, chosen in response.items())
        return dict(sorted(pairs))
    if isinstance(response, list):
        return sorted(names[token] for token in response)
    return response


def shown(kind: str, names: Mapping[str, str], held: Response) -> Response:
    """What is held, in tokens; `names` is {id: token}."""
    if not held:
        return empty(kind)
    if kind in (Kind.MATCHING, Kind.CLOZE):
        return {names[part]: names[chosen] for part, chosen in held.items()}
    return [names[part] for part in held] if isinstance(held, list) else held


def _of_words(response: Response, longest: int) -> Misfit | None:
    if not isinstance(response, str) or NO_TEXT.search(response):
        return Misfit.FORM
    return Misfit.TOO_LONG if len(response) > longest else None


def _of_point(response: Response) -> Misfit | None:
    if not isinstance(response, dict) or response.keys() - {"x", "y"}:
        return Misfit.FORM
    if not response:
        return None
    # True is a whole number to Python, but no place on an image.
    places = [response.get("x"), response.get("y")]
    fits = all(type(place) is int and 0 <= place <= EDGE for place in places)
    return None if fits else Misfit.FORM


def _of_pairs(names: Mapping[str, str], response: Response) -> Misfit | None:
    if not isinstance(response, dict):
        return Misfit.FORM
    for token, chosen in response.items():
        if not isinstance(chosen, str):
            return Misfit.FORM
        part, option = names.get(token, ""), names.get(chosen, "")
        fits = is_option(option) if is_stem(part) else is_option_of(part, option)
        if not (fits and (is_stem(part) or is_gap(part))):
            return Misfit.UNKNOWN
    return None


def _of_list(kind: str, names: Mapping[str, str], response: Response) -> Misfit | None:
    if not isinstance(response, list) or not all(isinstance(t, str) for t in response):
        return Misfit.FORM
    if len(set(response)) != len(response) or any(t not in names for t in response):
        return Misfit.UNKNOWN
    if kind != Kind.ORDERING:
        is_too_much = kind != Kind.MULTIPLE and len(response) > 1
        return Misfit.TOO_MANY if is_too_much else None
    return Misfit.INCOMPLETE if 0 < len(response) < len(names) else None
