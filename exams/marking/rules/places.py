"""Where on an image a point lies: whole numbers, so that an edge is an edge.

Places are counted in thousandths of the image's width and height.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Point = tuple[int, int]


def is_inside(x: int, y: int, area: Mapping[str, Any]) -> bool:
    """Does the point lie in the area or on its edge?

    An area is {"rect": [x, y, width, height]}, {"circle": [x, y, radius]} or
    {"polygon": [[x, y], …]}. Raises ValueError for anything else.
    """
    match area:
        case {"rect": [int(left), int(top), int(width), int(height)]}:
            return 0 <= x - left <= width and 0 <= y - top <= height
        case {"circle": [int(across), int(down), int(radius)]}:
            return (x - across) ** 2 + (y - down) ** 2 <= radius**2
        case {"polygon": [_, _, _, *_] as corners}:
            return _in_polygon(x, y, [(int(a), int(b)) for a, b in corners])
    raise ValueError("this is no area")


def _in_polygon(x: int, y: int, corners: Sequence[Point]) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        between = min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)
        if turn == 0 and between:
            return True
        # The edge is crossed by a ray from the point to the right.
        if (ay > y) != (by > y) and (turn > 0) == (by > ay):
            inside = not inside
    return inside
