"""Answering questions of every kind, by mouse and by typing, as a candidate does."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator

THOUSANDTHS = 1000


def answer(question: Locator, response: Any) -> None:
    """Answer the question on this page; `response` as in
    exams/sittings/rules/responses.py, in the tokens of the page."""
    BY_KIND[question.get_attribute("data-kind") or ""](question, response)


def _choose(question: Locator, tokens: Sequence[str]) -> None:
    for token in tokens:
        question.locator(f'.choice:has(input[value="{token}"])').click()


def _pair(question: Locator, pairs: Mapping[str, str]) -> None:
    for part, token in pairs.items():
        question.locator(f'select[data-part="{part}"]').select_option(value=token)


def _order(question: Locator, tokens: Sequence[str]) -> None:
    items = question.locator(".order li")
    for place, token in enumerate(tokens):
        item = question.locator(f'li[data-token="{token}"]')
        while items.nth(place).get_attribute("data-token") != token:
            item.get_by_role("button", name="Move up").click()
    keep = question.get_by_role("button", name="This order is my answer")
    if keep.is_visible():
        keep.click()


def _type(question: Locator, text: str) -> None:
    question.get_by_label("Your answer").fill(text)


def _mark(question: Locator, place: Mapping[str, int]) -> None:
    image = question.locator(".spot__field")
    box = image.bounding_box()
    assert box
    image.click(
        position={
            "x": box["width"] * place["x"] / THOUSANDTHS,
            "y": box["height"] * place["y"] / THOUSANDTHS,
        }
    )


BY_KIND: Mapping[str, Callable[[Locator, Any], None]] = {
    "single": _choose,
    "multiple": _choose,
    "true_false": _choose,
    "matching": _pair,
    "cloze": _pair,
    "ordering": _order,
    "numeric": _type,
    "text": _type,
    "hotspot": _mark,
}
