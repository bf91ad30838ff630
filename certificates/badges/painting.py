"""The badge as PNG: what `art` draws, painted three times as large and made smaller."""

import re
from functools import cache, lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from certificates.badges.art import GOLD, SEAL, Badge
from certificates.badges.lettering import FONTS
from certificates.badges.rules.layout import CENTRE, SIDE

FINER = 3
"""Pillow draws hard edges; so many pixels for each one make them soft."""

SEAL_AT, SEAL_SCALE = (106, 46), 1.5
"""As in templates/print/badge.svg."""

Point = tuple[float, float]


@lru_cache(maxsize=32)
def painted(badge: Badge) -> bytes:
    """512 by 512 pixels, see-through around the disc."""
    large = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    draw = ImageDraw.Draw(large)
    _disc(draw, (CENTRE, CENTRE), 254, fill=badge.ink)
    _disc(draw, (CENTRE, CENTRE), 246, line=1.6)
    for points in _rosettes():
        draw.line(points, fill=GOLD, width=round(0.8 * SEAL_SCALE * FINER))
    middle = (SEAL_AT[0] + 100 * SEAL_SCALE, SEAL_AT[1] + 100 * SEAL_SCALE)
    _disc(draw, middle, 97 * SEAL_SCALE, line=1.6 * SEAL_SCALE)
    _disc(draw, middle, 42 * SEAL_SCALE, fill=badge.ink, line=1.2 * SEAL_SCALE)
    for font, line, colour in badge.lines():
        face = ImageFont.truetype(FONTS / font, line.size * FINER)
        at = (CENTRE * FINER, line.y * FINER)
        draw.text(at, line.text, colour, face, anchor="ms")
    kept = BytesIO()
    large.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(kept, "PNG")
    return kept.getvalue()


def _disc(
    draw: ImageDraw.ImageDraw,
    middle: Point,
    radius: float,
    *,
    fill: str | None = None,
    line: float = 0,
) -> None:
    x, y = (value * FINER for value in middle)
    reach = (radius + line / 2) * FINER
    box = (x - reach, y - reach, x + reach, y + reach)
    draw.ellipse(box, fill, GOLD if line else None, round(line * FINER))


@cache
def _rosettes() -> list[list[Point]]:
    """The closed lines of the seal, where they come to lie."""
    (path,) = re.findall(r'<path d="([^"]+)"', SEAL.read_text())
    return [_closed(part) for part in path.split("Z") if part]


def _closed(part: str) -> list[Point]:
    numbers = [float(number) for number in re.findall(r"[\d.]+", part)]
    points = [
        (
            (x * SEAL_SCALE + SEAL_AT[0]) * FINER,
            (y * SEAL_SCALE + SEAL_AT[1]) * FINER,
        )
        for x, y in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    return [*points, points[0]]
