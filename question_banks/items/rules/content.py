"""The text of a question with its key, apart from where it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from question_banks.items.rules.kinds import ALL, LETTERS

__all__ = ["LETTERS", "Content", "Exhibit", "Option", "published_content"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option by language, and whether it is right."""

    text: Mapping[str, str] = field(default_factory=dict)
    right: bool = False


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What several questions are asked about: Markdown by language."""

    key: str
    title: Mapping[str, str]
    body: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "title": dict(self.title), "body": dict(self.body)}


@dataclass(frozen=True, slots=True)
class Content:
    """What an author writes; `source` names the facts or the page it rests on.

    `body` and `expected` are what kinds beyond choices show and what their key is,
    as a version and its key hold them.
    """

    prompt: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rationale: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    expected: Mapping[str, Any] = field(default_factory=dict)
    scoring: str = ALL
    points: int = 1
    exhibit: Exhibit | None = None

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
            "body": dict(self.body),
            "expected": dict(self.expected),
            "scoring": self.scoring,
            "points": self.points,
            "exhibit": self.exhibit.as_json() if self.exhibit else None,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Content":
        """As a draft kept it; what is missing is empty."""
        exhibit = kept.get("exhibit")
        return cls(
            prompt=kept.get("prompt", {}),
            options=tuple(
                Option(option["text"], option["right"])
                for option in kept.get("options", [])
            ),
            rationale=kept.get("rationale", {}),
            source=kept.get("source", ""),
            body=kept.get("body", {}),
            expected=kept.get("expected", {}),
            scoring=kept.get("scoring", ALL),
            points=kept.get("points", 1),
            exhibit=Exhibit(**exhibit) if exhibit else None,
        )

    def matches(self) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
        """What belongs together in a matching question: (stem, option)."""
        pairs: Mapping[str, str] = self.expected["pairs"]
        return [
            (stem["text"], self.option_text(pairs[stem["id"]]))
            for stem in self.body["stems"]
        ]

    def matched_by_none(self) -> list[Mapping[str, str]]:
        """Options of a matching question that belong to no stem."""
        matched = [self.option_text(part) for part in self.expected["pairs"].values()]
        return [option.text for option in self.options if option.text not in matched]

    def with_rest_of(self, other: "Content") -> "Content":
        """This text, and from another one what the editor's form does not offer."""
        return replace(
            self,
            body=other.body,
            expected=other.expected,
            scoring=other.scoring,
            points=other.points,
            exhibit=other.exhibit,
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

    def option_text(self, option_id: str) -> Mapping[str, str]:
        """The words of one option by its id."""
        return self.options[LETTERS.index(option_id)].text


def published_content(
    prompt: Mapping[str, str],
    options: list[dict[str, Any]],
    right: list[str],
    rationale: Mapping[str, str],
    source: str,
    **rest: Any,
) -> Content:
    """A version and its key joined again, in the author's order."""
    joined = tuple(Option(_trimmed(o["text"]), o["id"] in right) for o in options)
    return Content(_trimmed(prompt), joined, _trimmed(rationale), source, **rest)


def _trimmed(words: Mapping[str, str]) -> dict[str, str]:
    # Files end their blocks with a line break that no author typed.
    return {language: text.strip() for language, text in words.items()}
