"""Answering questions of every kind rightly, by mouse and by typing, as a candidate
would who knew the key."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator

THOUSANDTHS = 1000


def answer(question: Locator, key: Any) -> None:
    """Answer the question on this page. `key` is its `right` or its `expected`, see
    exams/marking/rules/tallies.py, in the tokens of the page."""
    BY_KIND[question.get_attribute("data-kind") or ""](question, key)


def _choose(question: Locator, tokens: Sequence[str]) -> None:
    for token in tokens:
        question.locator(f'.choice:has(input[value="{token}"])').click()


def _pair(question: Locator, key: Mapping[str, Mapping[str, str]]) -> None:
    for part, token in key["pairs"].items():
        question.locator(f'select[data-part="{part}"]').select_option(value=token)


def _order(question: Locator, key: Mapping[str, Sequence[str]]) -> None:
    items = question.locator(".order li")
    for place, token in enumerate(key["order"]):
        item = question.locator(f'li[data-token="{token}"]')
        while items.nth(place).get_attribute("data-token") != token:
            item.get_by_role("button", name="Move up").click()
    keep = question.get_by_role("button", name="This order is my answer")
    if keep.is_visible():
        keep.click()


def _type(question: Locator, text: str) -> None:
    question.get_by_label("Your answer").fill(text)


def _mark(question: Locator, key: Mapping[str, Any]) -> None:
    left, top, width, height = key["areas"][0]["rect"]
    image = question.locator(".spot__field")
    box = image.bounding_box()
    assert box
    x, y = (left + width / 2) / THOUSANDTHS, (top + height / 2) / THOUSANDTHS
    image.click(position={"x": box["width"] * x, "y": box["height"] * y})


BY_KIND: Mapping[str, Callable[[Locator, Any], None]] = {
    "single": _choose,
    "multiple": _choose,
    "true_false": _choose,
    "matching": _pair,
    "cloze": _pair,
    "ordering": _order,
    "numeric": lambda question, key: _type(question, key["value"]),
    "text": lambda question, key: _type(question, key["accepted"][0]),
    "hotspot": _mark,
}
