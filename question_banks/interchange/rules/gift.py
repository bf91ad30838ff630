"""Reads GIFT: choices are taken, everything else is refused with its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from question_banks.interchange.rules.gift_blocks import Block, blocks
from question_banks.interchange.rules.gift_markup import from_html, has_picture
from question_banks.interchange.rules.gift_text import Piece, cut, places, unescape

MARKER = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
TRUE = {"T": True, "TRUE": True, "F": False, "FALSE": False}
GAP = "_____"
UNEVEN = 0.1
"""Thirds are written as 33.33 and 33.34."""


@dataclass(frozen=True, slots=True)
class GiftOption:
    """One option in the file's language."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A question that can be taken; `title` is what stands between `::`.

    `answers` are lines as the file has them, for kinds that have no options.
    """

    title: str
    kind: str
    prompt: str
    options: tuple[GiftOption, ...]
    rationale: str = ""
    category: str = ""
    line: int = 0
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that cannot be taken, the reason's code, and the line it lies in."""

    reason: str
    line: int
    title: str = ""


class _Unfit(Exception):
    def __init__(self, reason: str, place: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


@dataclass(frozen=True, slots=True)
class _Parts:
    stem: str
    answers: str
    general: str
    place: int
    is_html: bool


def parse(text: str, *, yes: str = "True", no: str = "False") -> list[Item | Refusal]:
    """Every item of a file in order; `yes` and `no` name the options of true/false."""
    return [_read(block, yes, no) for block in blocks(text)]


def _read(block: Block, yes: str, no: str) -> Item | Refusal:
    title, start = _title(block.text)
    try:
        return _item(block, title, _parts(block.text, start), yes, no)
    except _Unfit as unfit:
        return Refusal(unfit.reason, block.line_at(unfit.place), title)


def _title(text: str) -> tuple[str, int]:
    marks = places(text, "::")
    start = len(text) - len(text.lstrip())
    if len(marks) < 2 or marks[0] != start:
        return "", start
    return unescape(text[marks[0] + 2 : marks[1]]).strip(), marks[1] + 2


def _parts(text: str, start: int) -> _Parts:
    opens, closes = _braces(text, start)
    marker = MARKER.match(text, start)
    before = text[marker.end() if marker else start : opens]
    after = text[closes + 1 :]
    inside = text[opens + 1 : closes]
    general = next(iter(places(inside, "####")), len(inside))
    return _Parts(
        stem=f"{before}{GAP}{after}" if after.strip() else before,
        answers=inside[:general],
        general=inside[general + 4 :],
        place=opens + 1,
        is_html=bool(marker and marker[1].lower() == "html"),
    )


def _braces(text: str, start: int) -> tuple[int, int]:
    found = places(text, "[{}]")
    signs = "".join(text[place] for place in found)
    if not signs:
        raise _Unfit("description", start)
    if signs.startswith("}"):
        raise _Unfit("not_opened", found[0])
    if signs == "{" or signs.startswith("{{"):
        raise _Unfit("not_closed", found[0])
    if signs != "{}":
        raise _Unfit("two_answers", found[2])
    return found[0], found[1]


def _item(block: Block, title: str, parts: _Parts, yes: str, no: str) -> Item:
    prompt = unescape(parts.stem).strip()
    if not prompt:
        raise _Unfit("no_text")
    kind, options, told = _answers(parts, yes, no)
    item = Item(
        title=title,
        kind=kind,
        prompt=prompt,
        options=options,
        rationale=_rationale(unescape(parts.general).strip(), told),
        category=block.category,
        line=block.lines[0],
    )
    return _without_html(item) if parts.is_html else item


Told = list[tuple[str, str]]
"""What a file says about single options: (option, feedback)."""
Answers = tuple[str, tuple[GiftOption, ...], Told]


def _answers(parts: _Parts, yes: str, no: str) -> Answers:
    raw = parts.answers.strip()
    if not raw:
        raise _Unfit("essay", parts.place)
    if raw.startswith("#"):
        raise _Unfit("numeric", parts.place)
    if places(raw, "~"):
        return _choice(parts)
    if places(raw, "=") and "->" in raw:
        raise _Unfit("matching", parts.place)
    verdict, *feedback = cut(raw, "#")
    if verdict.text.upper() in TRUE:
        return _true_or_false(TRUE[verdict.text.upper()], feedback, yes, no)
    raise _Unfit("short_answer", parts.place)


def _true_or_false(is_true: bool, told: list[Piece], yes: str, no: str) -> Answers:
    options = (GiftOption(yes, is_true), GiftOption(no, not is_true))
    # The first feedback is for those who chose wrong, the second for the others.
    order = (no, yes) if is_true else (yes, no)
    return "true_false", options, list(zip(order, (p.text for p in told), strict=False))


def _choice(parts: _Parts) -> Answers:
    before, *pieces = cut(parts.answers, "~=")
    if before.text:
        raise _Unfit("stray_text", parts.place)
    weighed = [_weighed(piece, parts.place) for piece in pieces]
    kind = _kind([piece.sign for piece in pieces], weighed, parts.place)
    options = tuple(
        GiftOption(text, piece.sign == "=" or weight > 0)
        for piece, (weight, text, _) in zip(pieces, weighed, strict=True)
    )
    return kind, options, [(text, told) for _, text, told in weighed if told]


def _weighed(piece: Piece, place: int) -> tuple[float, str, str]:
    weight = WEIGHT.match(piece.raw) if piece.sign == "~" else None
    text, *told = cut(piece.raw[weight.end() if weight else 0 :], "#")
    plain = unescape(_unmarked(text.raw)).strip()
    if not plain:
        raise _Unfit("empty_option", place + piece.place)
    feedback = " ".join(t.text for t in told if t.text)
    return float(weight[1]) if weight else 0, plain, feedback


def _unmarked(raw: str) -> str:
    marker = MARKER.match(raw)
    return raw[marker.end() :] if marker else raw


def _kind(signs: list[str], weighed: Iterable[tuple[float, str, str]], at: int) -> str:
    shares = [weight for weight, _, _ in weighed if weight > 0]
    if "=" in signs:
        if shares:
            raise _Unfit("part_marks", at)
        return "single"
    if not shares or shares == [100]:
        return "single"
    if max(shares) - min(shares) > UNEVEN or abs(sum(shares) - 100) > 1:
        raise _Unfit("part_marks", at)
    return "multiple"


def _rationale(general: str, told: Told) -> str:
    # Nothing an author wrote is dropped: feedback of options becomes a list.
    lines = "\n".join(f"- {option}: {feedback}" for option, feedback in told)
    return "\n\n".join(text for text in (general, lines) if text)


def _without_html(item: Item) -> Item:
    if any(
        has_picture(o.text) for o in (*item.options, GiftOption(item.prompt, False))
    ):
        raise _Unfit("picture")
    return replace(
        item,
        prompt=from_html(item.prompt),
        options=tuple(replace(o, text=from_html(o.text)) for o in item.options),
        rationale=from_html(item.rationale),
    )
