"""Whether a brand's colours can be read: contrast as WCAG 2 defines it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)

PAPER = {"light": "#fbf9f5", "dark": "#0b1422"}
TINT = {"light": "#e4f2f0", "dark": "#0f2b31"}
"""The grounds an accent stands on: --paper and --accent-tint in css/tokens.css."""

ON_INK = Fraction(7)
ON_GROUND = Fraction(9, 2)


@dataclass(frozen=True, slots=True)
class FaintPair:
    """Two colours that are too alike, and how far they are from what is needed."""

    colour: str
    words: str
    ground: str
    ratio: float
    needed: float


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21; the order does not matter."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint_pairs(brand: Mapping[str, Mapping[str, str]]) -> list[FaintPair]:
    """The pairs of a brand that fail, worst ground by worst ground.

    `brand` is {"ink": {"light": "#…", "dark": "#…"}, "accent": …, "on-accent": …}.
    """
    return [
        FaintPair(colour, words, ground, round(contrast(a, b), 2), float(needed))
        for colour, words, ground, a, b, needed in _pairs(brand)
        if contrast(a, b) < needed
    ]


def _pairs(
    brand: Mapping[str, Mapping[str, str]],
) -> Iterator[tuple[str, str, str, str, str, Fraction]]:
    ink, accent, on_accent = brand["ink"], brand["accent"], brand["on-accent"]
    yield "ink", "white", "ink", "#ffffff", ink["light"], ON_INK
    for theme in ("light", "dark"):
        here = accent[theme]
        for name, ground in (("paper", PAPER), ("accent-tint", TINT)):
            words = f"accent ({theme})"
            yield "accent", words, name, here, ground[theme], ON_GROUND
        words = f"on-accent ({theme})"
        yield "on-accent", words, "accent", on_accent[theme], here, ON_GROUND


def _linear(channel: int) -> float:
    part = channel / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
