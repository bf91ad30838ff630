"""Setting a certificate: its words as a page, ready to be drawn (see drawing)."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import segno
from flask import render_template
from flask_babel import force_locale
from fontTools.ttLib import TTFont
from markupsafe import Markup

from certificates.documents.design import DESIGN
from certificates.documents.paper import Paper

SERIF = "CertSerif-600.ttf"
NAME_WIDTH, NAME_SIZES = 538, {"": 38, "long": 29, "longer": 22}
LEVEL_WIDTH, LEVEL_SIZES = 42, {"": 12.5, "long": 8.5, "longer": 6.5}
"""Points: the room there is, and the sizes by class, as in the stylesheet."""


def typeset(paper: Paper) -> str:
    """The page as HTML, with its code."""
    with force_locale(paper.language):
        return render_template(
            "print/certificate.html",
            paper=paper,
            name_size=size_of(paper.holder, NAME_WIDTH, NAME_SIZES),
            level_size=size_of(paper.level, LEVEL_WIDTH, LEVEL_SIZES),
            code=_code(paper.address),
        )


def input_key(html: str) -> str:
    """The hash of everything that shapes the file: words, design, fonts, software."""
    software = " ".join(version(name) for name in ("weasyprint", "pydyf", "segno"))
    return hashlib.sha256(f"{html}{_design_digest()}{software}".encode()).hexdigest()


def size_of(text: str, width: float, sizes: Mapping[str, float]) -> str:
    """The class of the first size in which the text stays on one line.

    What fits in none is "longest": small, and it may take two lines.
    """
    units, advances, glyphs = _serif_metrics()
    ems = sum(advances.get(glyphs.get(ord(c), ""), (units, 0))[0] for c in text) / units
    return next((size for size in sizes if ems * sizes[size] < width), "longest")


@cache
def _serif_metrics() -> tuple[int, dict[str, tuple[int, int]], dict[int, str]]:
    font = TTFont(DESIGN[SERIF])
    return font["head"].unitsPerEm, font["hmtx"].metrics, font.getBestCmap()


@cache
def _design_digest() -> str:
    parts = (_digest(path) for path in DESIGN.values())
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _code(address: str) -> Markup:
    drawn = segno.make_qr(address, error="m").svg_inline(
        border=0, dark="#0a1a30", title=address, omitsize=True
    )
    return Markup(drawn)  # noqa: S704  drawn by us, of an address made by us
