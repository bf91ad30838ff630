"""Letters as outlines: a badge looks the same on machines that lack our fonts."""

from functools import cache, lru_cache
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from certificates.badges.rules.layout import CENTRE, Line
from lms.config import ROOT

FONTS = ROOT / "certificates" / "documents" / "fonts"
SERIF, SANS = "CertSerif-600.ttf", "CertSans-600.ttf"


def width(font: str, text: str) -> float:
    """In ems. A letter the font has not takes the room of its empty box."""
    units, glyphs, names = _font(font)
    return float(sum(glyphs[name].width for name in _named(text, names))) / units


@lru_cache(maxsize=256)
def outline(font: str, line: Line) -> str:
    """The path of a centred line, for an SVG."""
    units, glyphs, names = _font(font)
    scale = line.size / units
    x = CENTRE - width(font, line.text) * line.size / 2
    pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
    for name in _named(line.text, names):
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, line.y)))
        x += glyphs[name].width * scale
    return str(pen.getCommands())


def _named(text: str, names: dict[int, str]) -> list[str]:
    return [names.get(ord(letter), ".notdef") for letter in text]


@cache
def _font(name: str) -> tuple[int, Any, dict[int, str]]:
    font = TTFont(FONTS / name)
    return font["head"].unitsPerEm, font.getGlyphSet(), font.getBestCmap()
