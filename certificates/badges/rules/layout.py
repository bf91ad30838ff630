"""Where the words of a badge stand: sizes that fit, and no more than two lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Width = Callable[[str], float]
"""How wide a text is, in ems."""

SIDE, CENTRE = 512, 256
LEVEL_WIDTH, LEVEL_SIZES, LEVEL_Y = 112, (26, 22, 18, 15, 12), 196
TITLE_WIDTH, TITLE_SIZES, TITLE_Y = 372, (33, 29, 25, 21, 18), 388
PROVIDER_WIDTH, PROVIDER_SIZES, PROVIDER_Y = 250, (17, 15, 13, 11), 456
"""The room there is, the sizes to try, and the middle of the words."""

CAPITALS = 0.67
"""Of an em: how high capitals are, to put the middle of a line where it belongs."""

LEADING = 1.15


@dataclass(frozen=True, slots=True)
class Line:
    """One line, centred; `y` is its baseline."""

    text: str
    size: int
    y: float


def level_lines(level: str, width: Width) -> list[Line]:
    return _set([level], LEVEL_SIZES, LEVEL_WIDTH, LEVEL_Y, width)


def title_lines(title: str, width: Width) -> list[Line]:
    """On one line where a large size allows it, else on two."""
    if width(title) * TITLE_SIZES[1] <= TITLE_WIDTH:
        return _set([title], TITLE_SIZES, TITLE_WIDTH, TITLE_Y, width)
    return _set(_halves(title, width), TITLE_SIZES, TITLE_WIDTH, TITLE_Y, width)


def provider_lines(provider: str, width: Width) -> list[Line]:
    return _set([provider], PROVIDER_SIZES, PROVIDER_WIDTH, PROVIDER_Y, width)


def _set(
    texts: Sequence[str], sizes: Sequence[int], room: float, middle: float, width: Width
) -> list[Line]:
    """The largest size at which every line fits; what fits in none is cut short."""
    widest = max(width(text) for text in texts)
    size = next((size for size in sizes if widest * size <= room), sizes[-1])
    step = size * LEADING
    first = middle + size * CAPITALS / 2 - step * (len(texts) - 1) / 2
    return [
        Line(_cut(text, room / size, width), size, first + step * n)
        for n, text in enumerate(texts)
    ]


def _cut(text: str, room: float, width: Width) -> str:
    shown = text
    while shown and width(shown) > room:
        text = text[:-1].rstrip()
        shown = f"{text}…" if text else ""
    return shown


def _halves(title: str, width: Width) -> list[str]:
    """Two lines of words, as equally wide as they can be."""
    words = title.split()
    cuts = [
        [" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))
    ] or [[title]]
    return min(cuts, key=lambda lines: max(width(line) for line in lines))
