"""Whether an SVG file holds a drawing and nothing that acts, fetches or explodes."""

import re
from collections.abc import Iterator
from enum import StrEnum
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 200_000
"""Bytes; the shipped marks take one kilobyte."""

SHAPES = frozenset(
    {"svg", "g", "title", "desc", "defs", "clipPath", "path", "rect", "circle"}
    | {"ellipse", "line", "polyline", "polygon"}
    | {"linearGradient", "radialGradient", "stop"}
)
"""No text (its font would be missing), no picture (it would be fetched), no `use`
(ten of them inside each other are a billion), no style sheet and no script."""

OUTSIDE = re.compile(r"url\(\s*['\"]?(?!['\"]?#)|@import|expression", re.IGNORECASE)


class Fault(StrEnum):
    LARGE = "large"
    NOT_SVG = "not_svg"
    ENTITIES = "entities"
    NO_SIZE = "no_size"
    ELEMENT = "element"
    OUTSIDE = "outside"


def faults(drawing: str) -> Iterator[tuple[Fault, str]]:
    """What is wrong with a drawing, each with the part that is meant."""
    if len(drawing.encode()) > LARGEST:
        yield Fault.LARGE, ""
    elif "<!" in re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL):
        # Before it is parsed: entities are what makes XML explode.
        yield Fault.ENTITIES, ""
    else:
        yield from _faults_of(drawing)


def _faults_of(drawing: str) -> Iterator[tuple[Fault, str]]:
    try:
        root = ElementTree.fromstring(drawing)  # noqa: S314  without entities
    except ElementTree.ParseError:
        yield Fault.NOT_SVG, ""
        return
    if root.tag != f"{SVG}svg":
        yield Fault.NOT_SVG, ""
        return
    if len(root.get("viewBox", "").replace(",", " ").split()) != len("xywh"):
        yield Fault.NO_SIZE, ""
    for element in root.iter():
        name = str(element.tag).removeprefix(SVG)
        if name not in SHAPES:
            yield Fault.ELEMENT, name
        for attribute, value in element.items():
            if _acts(attribute) or OUTSIDE.search(value):
                yield Fault.OUTSIDE, attribute


def _acts(attribute: str) -> bool:
    plain = attribute.rpartition("}")[2].lower()
    return plain.startswith("on") or plain in ("href", "src", "base")
