"""Answers of kinds beyond choices, as GIFT writes them; not every kind has a form."""

from collections.abc import Iterable

from question_banks.interchange.rules.gift_text import escape
from question_banks.items.rules.content import Content
from question_banks.items.rules.kinds import CHOICES, Kind

FEWEST_PAIRS = 3
"""Readers of GIFT refuse a matching question with fewer."""


def can_be_written(content: Content, kind: str) -> bool:
    """Does a GIFT file say all of this question, its exhibit and key included?"""
    if content.exhibit is not None:
        return False
    if kind == Kind.MATCHING:
        return len(content.body["stems"]) >= FEWEST_PAIRS
    return kind in CHOICES or kind in (Kind.NUMERIC, Kind.TEXT)


def answers(content: Content, kind: str, language: str) -> tuple[str, ...]:
    """The lines between the braces; empty for choices, which the writer knows."""
    match kind:
        case Kind.TRUE_FALSE:
            return ("TRUE" if content.options[0].right else "FALSE",)
        case Kind.NUMERIC:
            key = content.expected
            return (f"#{key['value']}:{key['tolerance']}",)
        case Kind.TEXT:
            return tuple(f"={escape(text)}" for text in content.expected["accepted"])
        case Kind.MATCHING:
            return tuple(_pairs(content, language))
    return ()


def _pairs(content: Content, language: str) -> Iterable[str]:
    for stem, option in content.matches():
        yield f"={escape(stem[language])} -> {escape(option[language])}"
    for other in content.matched_by_none():
        yield f"= -> {escape(other[language])}"
