"""What an author typed, apart from the form it came in."""

from dataclasses import dataclass

from question_banks.items.rules.content import Content


@dataclass(frozen=True, slots=True)
class Typed:
    """A draft as its author wants it; `begun_from` is the number of the published
    version the author had in view, 0 for a new question."""

    code: str
    domain_id: int
    kind: str
    difficulty: int
    content: Content
    begun_from: int = 0
