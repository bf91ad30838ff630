"""What changed from one text of a question to the next, word by word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from question_banks.items.rules.content import Content, Option
from question_banks.items.rules.plaintext import exhibit_text, parts_text

WORD = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
ALIKE = 0.5
"""Options that share less than half of their letters are not the same option."""


REWRITTEN = 0.35
"""Texts that share fewer words are shown whole: a mix of both cannot be read."""


class Mark(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that stayed, came or went."""

    mark: Mark
    text: str


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class OptionChange:
    """One option before and after; `was_right` is None for a new one."""

    text: Mapping[str, Parts]
    was_right: bool | None
    is_right: bool | None

    @property
    def is_changed(self) -> bool:
        return self.was_right != self.is_right or changed(self.text)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two texts, by field and language."""

    prompt: Mapping[str, Parts]
    options: tuple[OptionChange, ...]
    rationale: Mapping[str, Parts]
    source: Parts
    parts: Mapping[str, Parts]
    exhibit: Mapping[str, Parts]

    @property
    def is_empty(self) -> bool:
        """Nothing of the text or the key changed."""
        fields = (
            *(self.prompt, self.rationale, {"": self.source}),
            *(self.parts, self.exhibit),
        )
        return not any(map(changed, fields)) and not any(
            option.is_changed for option in self.options
        )


def difference(before: Content, after: Content) -> Difference:
    """What turns the first text into the second."""
    return Difference(
        prompt=_by_language(before.prompt, after.prompt),
        options=tuple(_options(_choices(before), _choices(after))),
        rationale=_by_language(before.rationale, after.rationale),
        source=compare(before.source, after.source),
        parts=_by_language(parts_text(before), parts_text(after)),
        exhibit=_by_language(exhibit_text(before), exhibit_text(after)),
    )


def compare(before: str, after: str) -> Parts:
    """Two texts as parts; the parts that are not added make up the first one."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, False)
    if before and after and matcher.ratio() < REWRITTEN:
        return Part(Mark.REMOVED, before), Part(Mark.ADDED, after)
    parts: list[Part] = []
    for deed, a, b, c, d in matcher.get_opcodes():
        if deed == "equal":
            parts.append(Part(Mark.SAME, "".join(new[c:d])))
            continue
        if a < b:
            parts.append(Part(Mark.REMOVED, "".join(old[a:b])))
        if c < d:
            parts.append(Part(Mark.ADDED, "".join(new[c:d])))
    return tuple(parts)


def changed(text: Mapping[str, Parts]) -> bool:
    """Something came or went in one of the languages."""
    return any(p.mark is not Mark.SAME for parts in text.values() for p in parts)


def _by_language(
    before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, Parts]:
    languages = dict.fromkeys([*before, *after])
    return {
        code: compare(before.get(code, ""), after.get(code, "")) for code in languages
    }


def _choices(content: Content) -> tuple[Option, ...]:
    # Items to order and to match stand among the parts, with their key.
    return () if content.expected else content.options


def _options(
    before: tuple[Option, ...], after: tuple[Option, ...]
) -> Iterable[OptionChange]:
    left = list(before)
    for option in after:
        old = _closest(option, left)
        if old is None:
            yield OptionChange(_by_language({}, option.text), None, option.right)
            continue
        left.remove(old)
        yield OptionChange(_by_language(old.text, option.text), old.right, option.right)
    for gone in left:
        yield OptionChange(_by_language(gone.text, {}), gone.right, None)


def _closest(option: Option, candidates: list[Option]) -> Option | None:
    ranked = sorted(candidates, key=lambda old: -_alike(old, option))
    if not ranked or _alike(ranked[0], option) < ALIKE:
        return None
    return ranked[0]


def _alike(one: Option, other: Option) -> float:
    if dict(one.text) == dict(other.text):
        return 1.0
    shared = set(one.text) & set(other.text)
    return max(
        (SequenceMatcher(None, one.text[c], other.text[c]).ratio() for c in shared),
        default=0.0,
    )
