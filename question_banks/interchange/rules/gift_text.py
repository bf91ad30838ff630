"""GIFT's signs: escaping them, finding them, cutting at them."""

import re
from dataclasses import dataclass

SIGNS = re.compile(r"[\\~=#{}:]")
ESCAPE = re.compile(r"\\([\\~=#{}:n])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Raw text after a sign that no backslash escapes, and where it starts."""

    sign: str
    raw: str
    place: int

    @property
    def text(self) -> str:
        return unescape(self.raw).strip()


def escape(text: str) -> str:
    """Plain text as it may stand in a GIFT file, in one line."""
    return SIGNS.sub(r"\\\g<0>", text).replace("\n", r"\n")


def unescape(text: str) -> str:
    """What an author meant; a backslash before another letter is a backslash."""
    return ESCAPE.sub(lambda m: "\n" if m[1] == "n" else m[1], text)


def places(text: str, sign: str) -> list[int]:
    """Where a sign (a regular expression) stands unescaped."""
    found = re.finditer(rf"\\[\\~=#{{}}:n]|({sign})", text)
    return [match.start() for match in found if match[1]]


def cut(text: str, signs: str) -> list[Piece]:
    """The text cut before each of the one-letter signs; the first has no sign."""
    starts = [0, *places(text, f"[{signs}]")]
    ends = [*starts[1:], len(text)]
    first, *others = (
        (text[a], text[a + 1 : b], a) if n else ("", text[a:b], a)
        for n, (a, b) in enumerate(zip(starts, ends, strict=True))
    )
    return [Piece(*first), *(Piece(*piece) for piece in others)]
