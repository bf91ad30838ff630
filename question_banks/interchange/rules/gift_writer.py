"""Writes questions as GIFT, so that reading the file gives the same questions."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from question_banks.interchange.rules.gift import GiftOption, Item
from question_banks.interchange.rules.gift_text import escape


def write(items: Iterable[Item]) -> str:
    """A whole file; items of one category that stand together get one heading."""
    return "\n".join(_file(items))


def _file(items: Iterable[Item]) -> Iterator[str]:
    for category, group in groupby(items, key=lambda item: item.category):
        yield f"$CATEGORY: {category}\n"
        for item in group:
            yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    yield f"::{escape(item.title)}::[markdown]{escape(item.prompt)} {{"
    for line in item.answers:
        yield f"\t{line}"
    right = sum(option.right for option in item.options)
    for option in item.options if not item.answers else ():
        yield f"\t{_sign(option, item.kind, right)}{_text(option.text)}"
    if item.rationale:
        yield f"\t####{escape(item.rationale)}"
    yield "}\n"


def _sign(option: GiftOption, kind: str, right: int) -> str:
    if kind == "single":
        return "=" if option.right else "~"
    share = f"{100 / right:.5f}".rstrip("0").rstrip(".") if right else ""
    # Ticking everything must not pay.
    return f"~%{share}%" if option.right else "~%-100%"


def _text(text: str) -> str:
    # Text that begins like a sign of the format gets the sign it would be taken for.
    mark = "[markdown]" if text.startswith(("[", "%")) else ""
    return mark + escape(text)
