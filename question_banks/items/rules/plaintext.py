"""The parts of a question and its key as plain lines, to be read and compared."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from question_banks.items.rules.content import Content

Words = Mapping[str, str]


def parts_text(content: Content) -> dict[str, str]:
    """What kinds beyond choices show and ask for, by language; empty for choices."""
    if not content.expected:
        return {}
    return {
        code: "\n".join(_lines(content, code)) for code, text in content.prompt.items()
    }


def exhibit_text(content: Content) -> dict[str, str]:
    """Title and text of the exhibit by language; empty without one."""
    exhibit = content.exhibit
    if exhibit is None:
        return {}
    return {
        code: f"{title}\n\n{exhibit.body.get(code, '')}"
        for code, title in exhibit.title.items()
    }


def _lines(content: Content, code: str) -> Iterator[str]:
    body, expected = content.body, content.expected
    for number, part in enumerate(expected.get("order", ()), start=1):
        yield f"{number}. {content.option_text(part).get(code, '')}"
    if "stems" in body:
        yield from _pairs(content, code)
    for number, gap in enumerate(body.get("gaps", ()), start=1):
        right = expected["pairs"][gap["id"]]
        yield f"[[{number}]] {_choices(gap['options'], right, code)}"
    if "image" in body:
        image = body["image"]
        size = f"{image['width']} × {image['height']}"
        yield f"{image['alt'].get(code, '')} ({image['name'][:8]}, {size})"
    for area in expected.get("areas", ()):
        yield from (f"{form}: {_numbers(places)}" for form, places in area.items())
    if "value" in expected:
        unit = body.get("unit", {}).get(code, "")
        yield f"{expected['value']} ± {expected['tolerance']} {unit}".rstrip()
    yield from expected.get("accepted", ())


def _pairs(content: Content, code: str) -> Iterator[str]:
    for stem, option in content.matches():
        yield f"{stem.get(code, '')} → {option.get(code, '')}"
    for other in content.matched_by_none():
        yield f"– → {other.get(code, '')}"


def _choices(options: Sequence[Mapping[str, Any]], right: str, code: str) -> str:
    return " / ".join(
        f"✓ {option['text'].get(code, '')}"
        if option["id"] == right
        else str(option["text"].get(code, ""))
        for option in options
    )


def _numbers(places: Sequence[Any]) -> str:
    return ", ".join(
        " ".join(map(str, place)) if isinstance(place, list) else str(place)
        for place in places
    )
