"""The text of a question with its key, apart from where it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LETTERS = "abcdefghij"
"""Ids of options, and so how many a question may have."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option by language, and whether it is right."""

    text: Mapping[str, str] = field(default_factory=dict)
    right: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What an author writes; `source` names the facts or the page it rests on."""

    prompt: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rationale: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing is written yet, in any language."""
        words = [self.prompt, self.rationale, *(o.text for o in self.options)]
        return not any(text for written in words for text in written.values())

    def as_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        options = [{"text": dict(o.text), "right": o.right} for o in self.options]
        return {
            "prompt": dict(self.prompt),
            "options": options,
            "rationale": dict(self.rationale),
            "source": self.source,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Content":
        """As a draft kept it; what is missing is empty."""
        return cls(
            prompt=kept.get("prompt", {}),
            options=tuple(
                Option(option["text"], option["right"])
                for option in kept.get("options", [])
            ),
            rationale=kept.get("rationale", {}),
            source=kept.get("source", ""),
        )

    def lettered(self) -> list[dict[str, Any]]:
        """The options as a version keeps them: an id each, and no key."""
        return [
            {"id": letter, "text": dict(option.text)}
            for letter, option in zip(LETTERS, self.options, strict=False)
        ]

    def key(self) -> list[str]:
        """The ids of the right options."""
        return [
            letter
            for letter, option in zip(LETTERS, self.options, strict=False)
            if option.right
        ]


def published_content(
    prompt: Mapping[str, str],
    options: list[dict[str, Any]],
    right: list[str],
    rationale: Mapping[str, str],
    source: str,
) -> Content:
    """A version and its key joined again, in the author's order."""
    joined = tuple(Option(_trimmed(o["text"]), o["id"] in right) for o in options)
    return Content(_trimmed(prompt), joined, _trimmed(rationale), source)


def _trimmed(words: Mapping[str, str]) -> dict[str, str]:
    # Files end their blocks with a line break that no author typed.
    return {language: text.strip() for language, text in words.items()}
