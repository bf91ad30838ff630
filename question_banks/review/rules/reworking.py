"""Adding and removing options of a question that is being typed."""

from dataclasses import replace

from question_banks.items.rules.content import Option
from question_banks.review.rules.findings import MOST_OPTIONS
from question_banks.review.rules.typed import Typed


def reworked(typed: Typed, change: str) -> Typed:
    """The same text after `add` or `remove-<number>`; anything else changes nothing."""
    options = list(typed.content.options)
    deed, _, number = change.partition("-")
    if deed == "add" and len(options) < MOST_OPTIONS:
        options.append(Option())
    elif deed == "remove" and number.isdecimal() and int(number) < len(options):
        del options[int(number)]
    content = replace(typed.content, options=tuple(options))
    return replace(typed, content=content)
