"""Setting and drawing with WeasyPrint. Only the worker imports this module: it is
large, and a page being drawn holds the processor for a tenth of a second."""

import hashlib
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pydyf
import segno
import weasyprint
from flask import render_template
from flask_babel import force_locale
from fontTools.ttLib import TTFont
from markupsafe import Markup
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.documents.errors import MissingGlyphs
from certificates.documents.paper import Paper
from lms.config import ROOT

BASE = "https://assets.invalid/"
"""An address that cannot exist: whatever is not in the design leads nowhere."""

DESIGN = {
    path.name: path
    for path in (
        ROOT / "templates/print/certificate.css",
        ROOT / "static/img/band.svg",
        ROOT / "static/img/seal.svg",
        *sorted((ROOT / "certificates/documents/fonts").glob("*.ttf")),
    )
}
SERIF = "CertSerif-600.ttf"
NAME_WIDTH, NAME_SIZES = 538, {"": 38, "long": 29, "longer": 22}
LEVEL_WIDTH, LEVEL_SIZES = 42, {"": 12.5, "long": 8.5, "longer": 6.5}
"""Points: the room there is, and the sizes by class, as in the stylesheet."""

ONE_AT_A_TIME = threading.Lock()
"""Pango's font map breaks when two threads draw with it."""


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
    software = f"{weasyprint.__version__} {pydyf.__version__} {segno.__version__}"
    return hashlib.sha256(f"{html}{_design_digest()}{software}".encode()).hexdigest()


def draw(html: str) -> bytes:
    """The tagged PDF. Raises MissingGlyphs rather than print a box in a name."""
    with ONE_AT_A_TIME:
        fonts, sheet = _set_up()
        page = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=DesignOnly())
        document = page.render(font_config=fonts, stylesheets=[sheet])
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
        missing = any(font.missing for font in document.fonts.values())
    if missing:
        raise MissingGlyphs("no font draws every letter of this certificate")
    return pdf


def size_of(text: str, width: float, sizes: Mapping[str, float]) -> str:
    """The class of the first size in which the text stays on one line.

    What fits in none is "longest": small, and it may take two lines.
    """
    units, advances, glyphs = _serif_metrics()
    ems = sum(advances.get(glyphs.get(ord(c), ""), (units, 0))[0] for c in text) / units
    return next((size for size in sizes if ems * sizes[size] < width), "longest")


class DesignOnly(URLFetcher):
    """Hands out the design's own bytes and nothing else: no net, no other file."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        path = DESIGN.get(url.removeprefix(BASE)) if url.startswith(BASE) else None
        if path is None:
            raise FatalURLFetchingError(f"not a part of the design: {url}")
        return URLFetcherResponse(url, path.read_bytes())


@cache
def _set_up() -> tuple[FontConfiguration, weasyprint.CSS]:
    # Shared by all pages of this process: it halves the work for each of them.
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(
        url=f"{BASE}certificate.css", url_fetcher=DesignOnly(), font_config=fonts
    )
    return fonts, sheet


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
