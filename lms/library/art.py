"""The drawings of a programme folder: the provider's mark, art, partners' marks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.kernel.i18n import words as _
from lms.library.problems import quoted
from lms.library.reading import Reader
from lms.library.rules.drawings import Fault, faults

SAYINGS: dict[Fault, tuple[Any, Any]] = {
    Fault.LARGE: (
        _("The drawing is larger than 200 kB."),
        _("Simplify its paths."),
    ),
    Fault.NOT_SVG: (
        _("This is not an SVG drawing."),
        _("Export it as plain SVG from the drawing program."),
    ),
    Fault.ENTITIES: (
        _("The drawing declares a document type or entities."),
        _("Take out every line that begins with <!, except comments."),
    ),
    Fault.NO_SIZE: (
        _("The drawing does not say its size."),
        _("Give the svg element a viewBox with four numbers."),
    ),
    Fault.ELEMENT: (
        _("A drawing may not hold %(part)s."),
        _("Use shapes only; turn text into paths and leave pictures out."),
    ),
    Fault.OUTSIDE: (
        _("%(part)s acts, or points outside of the drawing."),
        _("Take it out."),
    ),
}


@dataclass(frozen=True)
class Art:
    """SVG: the mark, bands by certification, marks of partners by their slug."""

    mark: str = ""
    bands: dict[str, str] = field(default_factory=dict)
    partners: dict[str, str] = field(default_factory=dict)


def read_art(reader: Reader) -> Art:
    """The folder art/. Mistakes are collected by the reader."""
    mark = reader.root / "art" / "mark.svg"
    return Art(
        mark=_drawing(reader, mark) if mark.exists() else "",
        bands=dict(_drawings(reader, "art/certifications/*.svg")),
        partners=dict(_drawings(reader, "art/partners/*.svg")),
    )


def _drawings(reader: Reader, pattern: str) -> Iterator[tuple[str, str]]:
    for path in reader.files(pattern):
        yield path.stem, _drawing(reader, path)


def _drawing(reader: Reader, path: Path) -> str:
    drawing = reader.text(path) or ""
    for fault, part in faults(drawing) if drawing else ():
        what, fix = SAYINGS[fault]
        words = {"part": quoted(part)}
        reader.refuse(reader.name(path), 1, str(what) % words, fix)
    return drawing.strip()
