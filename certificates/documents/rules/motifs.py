"""Line art for the band of a certificate, worked out and not drawn by hand: each
level has its kind of pattern, each certification a pattern of its own."""

import hashlib
from collections.abc import Callable, Iterator
from math import cos, pi, sin

Point = tuple[float, float]
Seed = Callable[[int], float]
"""The n-th number of a certification: from 0 up to, not including, 1."""


def motif(level: str, key: str, width: float, height: float) -> str:
    """The pattern as the data of one SVG path, `width` by `height` millimetres.

    It reaches beyond all four edges: whoever draws it clips it.
    """
    kinds = {"Foundations": _waves, "Architect": _vaults, "Specialist": _contours}
    kind = kinds.get(level, _waves)
    return "".join(smooth(line) for line in kind(_seed(key), width, height))


def smooth(points: list[Point], *, closed: bool = False) -> str:
    """A curve through all points: Catmull-Rom, written as cubic Béziers."""
    count, steps = len(points), len(points) - (not closed)
    drawn = "M" + _place(points[0])
    for at in range(steps):
        around = [
            points[(at + n) % count if closed else min(max(at + n, 0), count - 1)]
            for n in (-1, 0, 1, 2)
        ]
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = around
        drawn += "C" + " ".join(
            (
                _place((x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6)),
                _place((x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6)),
                _place((x2, y2)),
            )
        )
    return drawn + ("Z" if closed else "")


def _waves(seed: Seed, width: float, height: float) -> Iterator[list[Point]]:
    """Lines that flow down, now closer, now further apart: a ground to stand on."""
    slow, quick = 0.9 + 0.5 * seed(0), 1.9 + 0.8 * seed(1)
    for line in range(34):
        base = (line / 34 * 1.5 - 0.25) * width
        yield [
            (
                base
                + 0.125 * width * sin(2 * pi * (slow * at + seed(2)) + line * 0.17)
                + 0.062 * width * sin(2 * pi * (quick * at + seed(3)) + line * 0.31),
                at * height,
            )
            for at in (step / 14 for step in range(15))
        ]


def _vaults(seed: Seed, width: float, height: float) -> Iterator[list[Point]]:
    """Two fans of arches that cross, like the ribs of a vault."""
    foot = 0.42 + 0.16 * seed(0)
    for side, turn in ((0.0, 1), (width, -1)):
        for arch in range(30):
            radius = (0.16 + arch * 0.075) * width
            yield [
                (
                    side + turn * radius * sin(angle) * (1 + 0.08 * seed(1)),
                    foot * height - radius * 1.25 * cos(angle),
                )
                for angle in (step / 12 * pi for step in range(13))
            ]


def _contours(seed: Seed, width: float, height: float) -> Iterator[list[Point]]:
    """Lines of equal height around a summit, as on a map."""
    middle = ((0.3 + 0.4 * seed(0)) * width, (0.36 + 0.16 * seed(1)) * height)
    for ring in range(1, 37):
        reach = ring * 0.085 * width
        yield [
            _around(middle, angle, reach * _relief(seed, angle, ring))
            for angle in (step / 36 * 2 * pi for step in range(37))
        ]


def _relief(seed: Seed, angle: float, ring: int) -> float:
    far = ring / 36
    return (
        1
        + 0.20 * far * sin(2 * angle + 2 * pi * seed(2) + far * 2.2)
        + 0.13 * sin(3 * angle + 2 * pi * seed(3) - far * 3.1)
        + 0.06 * sin(5 * angle + 2 * pi * seed(4) + far * 4.7)
    )


def _around(middle: Point, angle: float, reach: float) -> Point:
    return middle[0] + reach * cos(angle), middle[1] + 1.3 * reach * sin(angle)


def _place(point: Point) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"


def _seed(key: str) -> Seed:
    digest = hashlib.sha256(key.encode()).digest()
    return lambda n: digest[n] / 256
