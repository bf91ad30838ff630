"""How much of an answer is right, kind by kind.

`right` lists the options a question of choices asks for; `expected` is the key
of every other kind:

    ordering    {"order": ["b", "a", "c"]}
    matching    {"pairs": {"s1": "b", "s2": "a"}}
    cloze       {"pairs": {"g1": "g1b"}}
    numeric     {"value": "12.5", "tolerance": "0.5"}
    text        {"accepted": ["dead-letter queue", "DLQ"]}
    hotspot     {"areas": [{"rect": [100, 200, 50, 80]}]}

A key that cannot be used is an error, never a right answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from exams.marking.rules.numbers import is_close
from exams.marking.rules.places import is_inside
from exams.marking.rules.words import is_accepted, plain
from question_banks.items.rules.kinds import Kind


class UnusableKey(ValueError):
    """The question has no key that could be marked by."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the parts of a question are answered right, and how many wrong."""

    right: int
    wrong: int
    parts: int


@dataclass(frozen=True, slots=True)
class Key:
    """What is right, see above."""

    right: Sequence[str] = ()
    expected: Mapping[str, Any] | None = None


def tally(kind: str, key: Key, response: Any) -> Tally:
    """How much of an answer (in ids) is right. Raises UnusableKey.

    An answer of another form, from whatever past, has nothing right.
    """
    try:
        return COUNTED[kind](key, response)
    except UnusableKey:
        raise
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise UnusableKey(f"a key of kind {kind} cannot be used") from error


def _choice(key: Key, response: Any) -> Tally:
    right = set(key.right)
    if not right:
        raise UnusableKey("no option is right")
    chosen = {part for part in _list(response) if isinstance(part, str)}
    return Tally(len(chosen & right), len(chosen - right), len(right))


def _ordering(key: Key, response: Any) -> Tally:
    order = list(_part(key, "order", list))
    given = _list(response)
    in_place = sum(a == b for a, b in zip(given, order, strict=False))
    return Tally(in_place, len(given) - in_place, len(order))


def _pairs(key: Key, response: Any) -> Tally:
    pairs = _part(key, "pairs", dict)
    given = response if isinstance(response, dict) else {}
    right = sum(pairs.get(part) == chosen for part, chosen in given.items())
    return Tally(right, len(given) - right, len(pairs))


def _number(key: Key, response: Any) -> Tally:
    value = Decimal(_part(key, "value", str))
    tolerance = Decimal(_part(key, "tolerance", str))
    if not (value.is_finite() and tolerance.is_finite() and tolerance >= 0):
        raise UnusableKey("a number that cannot be met")
    return _whole(isinstance(response, str) and is_close(response, value, tolerance))


def _words(key: Key, response: Any) -> Tally:
    accepted = [text for text in _part(key, "accepted", list) if plain(text)]
    if not accepted:
        raise UnusableKey("no text is accepted")
    return _whole(isinstance(response, str) and is_accepted(response, accepted))


def _spot(key: Key, response: Any) -> Tally:
    areas = _part(key, "areas", list)
    x, y = (_coordinate(response, axis) for axis in "xy")
    # Every area is asked, so that a broken one is found whatever was clicked.
    hits = [is_inside(x, y, area) for area in areas]
    return _whole(any(hits))


COUNTED: Mapping[str, Callable[[Key, Any], Tally]] = {
    Kind.SINGLE: _choice,
    Kind.MULTIPLE: _choice,
    Kind.TRUE_FALSE: _choice,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _pairs,
    Kind.CLOZE: _pairs,
    Kind.NUMERIC: _number,
    Kind.TEXT: _words,
    Kind.HOTSPOT: _spot,
}

OUTSIDE = -1
"""No area of an image reaches here."""


def _part(key: Key, name: str, form: type) -> Any:
    part = (key.expected or {})[name]
    if not isinstance(part, form) or not part:
        raise UnusableKey(f"{name} is empty or of another form")
    return part


def _list(response: Any) -> list[Any]:
    return response if isinstance(response, list) else []


def _coordinate(response: Any, axis: str) -> int:
    place = response.get(axis) if isinstance(response, dict) else None
    return place if type(place) is int else OUTSIDE


def _whole(is_right: bool) -> Tally:
    return Tally(int(is_right), int(not is_right), 1)
