"""Rosettes: the woven rings of a seal, as on a banknote."""

from math import cos, pi, sin

from certificates.documents.rules.motifs import Point, smooth

PETALS = {"Foundations": 16, "Architect": 20, "Specialist": 24}
"""A level is told by its seal, too."""


def seal(level: str) -> str:
    """The rings of a level's seal as the data of one SVG path, radius 100 around 0, 0:
    a woven ring outside, a finer one inside; the middle is left for a word."""
    petals = PETALS.get(level, 18)
    rings = ((0.845, 0.105, petals), (0.675, 0.07, petals))
    return "".join(_woven(*ring, strands=2) for ring in rings)


def watermark(level: str) -> str:
    """A wide, quiet rosette for the ground of the paper, radius 100 around 0, 0."""
    petals = PETALS.get(level, 18) // 2
    rings = ((0.84, 0.15, petals), (0.56, 0.18, petals), (0.3, 0.12, petals // 2))
    return "".join(_woven(*ring, strands=4) for ring in rings)


def _woven(middle: float, swing: float, petals: int, *, strands: int) -> str:
    return "".join(
        smooth(
            _strand(middle, swing, petals, 2 * pi * strand / strands, petals * 8),
            closed=True,
        )
        for strand in range(strands)
    )


def _strand(
    middle: float, swing: float, petals: int, turn: float, points: int
) -> list[Point]:
    angles = (2 * pi * point / points for point in range(points))
    return [
        (reach * cos(angle) * 100, reach * sin(angle) * 100)
        for angle in angles
        for reach in (middle + swing * cos(petals * angle + turn),)
    ]
