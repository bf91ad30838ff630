"""The code that leads to the page of a certificate, as strokes."""

from dataclasses import dataclass
from itertools import groupby

import segno

Run = tuple[int, int, int]
"""Dark modules side by side: from x to x, in row y."""

MASK = 2
"""The best of eight masks costs 3 ms to find, and every reader reads all of them."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `size` by `size` modules, without the quiet zone around it."""

    size: int
    runs: tuple[Run, ...]

    @property
    def path(self) -> str:
        """The data of an SVG path to be stroked with width 1."""
        return "".join(f"M{x} {y}.5H{end}" for x, end, y in self.runs)

    @property
    def strokes(self) -> str:
        """The same as operators of a PDF."""
        return "\n".join(f"{x} {y}.5 m\n{end} {y}.5 l" for x, end, y in self.runs)


def code_of(address: str) -> Code:
    """The code of an address; it can be read with 15 % of it damaged."""
    rows = segno.make_qr(address, error="m", mask=MASK).matrix
    return Code(
        len(rows), tuple(run for y, row in enumerate(rows) for run in _runs(y, row))
    )


def _runs(y: int, row: bytearray) -> list[Run]:
    found, x = [], 0
    for dark, modules in groupby(row):
        end = x + len(list(modules))
        if dark:
            found.append((x, end, y))
        x = end
    return found
