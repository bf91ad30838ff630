"""Setting a certificate: its words as sheets, ready to be drawn (see drawing)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from flask import render_template
from flask_babel import force_locale, gettext
from fontTools.ttLib import TTFont

from certificates.documents.code import Code, code_of
from certificates.documents.design import FONTS
from certificates.documents.look import Look, pictures, style
from certificates.documents.paper import Paper
from certificates.documents.sheets import Kind, Sheet

SERIF = "CertSerif-600.ttf"
NAME_SIZES = {"": 38, "long": 29, "longer": 22}
LEVEL_WIDTH, LEVEL_SIZES = 67, {"": 12.5, "long": 10.4, "longer": 7.5}
"""Points: the room there is, and the sizes by class, as in the stylesheet."""

PARTNER_WIDTH, PARTNER_SIZES = 158, {"": 11, "long": 9, "longer": 7.5}

POINTS = 72 / 25.4
"""In a millimetre."""
GUESSED_EM = 0.58
"""The width of a letter whose font is not ours; of Chinese and Japanese ones, 1."""


def kind_of(paper: Paper, look: Look) -> Kind:
    """What all certificates like this one have in common."""
    return _kind(_without_what_is_own(paper), look)


def sheet_of(paper: Paper, look: Look, *, credential: str, layer: str) -> Sheet:
    """One certificate; `layer` is "over", or "all" for one pass."""
    mark = f"partner-{paper.number}.svg" if paper.partner_mark else ""
    code = code_of(paper.address)
    with force_locale(paper.language):
        title = f"{gettext('Certificate')} {paper.number}: {paper.title}"
    return Sheet(
        title=title,
        created=paper.issued_on,
        body=_set(paper, look, layer, code=code, partner_mark=mark),
        code=code.strokes,
        credential=credential,
        pictures=((mark, paper.partner_mark),) if mark else (),
    )


def size_of(text: str, width: float, sizes: Mapping[str, float]) -> str:
    """The class of the first size in which the text stays on one line of `width`
    points. What fits in none is "longest": small, and it may take two lines."""
    ems = sum(map(_em, text))
    return next((size for size in sizes if ems * sizes[size] < width), "longest")


def name_width(look: Look) -> float:
    """Points; a little is kept free at the right."""
    return (look.measures.words - 6) * POINTS


@lru_cache(maxsize=64)
def _kind(paper: Paper, look: Look) -> Kind:
    return Kind(
        language=paper.language,
        author=paper.provider,
        under=_set(paper, look, "under"),
        under_style=style(look, "under"),
        over_style=style(look, "over"),
        pictures=pictures(look),
    )


def _without_what_is_own(paper: Paper) -> Paper:
    return replace(
        paper,
        holder="",
        company="",
        number="",
        edition=0,
        issued_on="",
        issued="",
        expires="",
        address="",
        partner_mark="",
    )


def _set(
    paper: Paper,
    look: Look,
    layer: str,
    *,
    code: Code | None = None,
    partner_mark: str = "",
) -> str:
    with force_locale(paper.language):
        return render_template(
            "print/certificate.html",
            layer=layer,
            paper=paper,
            look=look,
            partner_mark=partner_mark,
            name_size=size_of(paper.holder, name_width(look), NAME_SIZES),
            partner_size=size_of(paper.company, PARTNER_WIDTH, PARTNER_SIZES),
            level_size=size_of(paper.level, LEVEL_WIDTH, LEVEL_SIZES),
            code=code,
        )


def _em(letter: str) -> float:
    units, advances, glyphs = _serif_metrics()
    glyph = glyphs.get(ord(letter))
    if glyph is not None:
        return advances[glyph][0] / units
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return 1 if unicodedata.east_asian_width(letter) in "WF" else GUESSED_EM


@cache
def _serif_metrics() -> tuple[int, dict[str, tuple[int, int]], dict[int, str]]:
    font = TTFont(FONTS[SERIF])
    return font["head"].unitsPerEm, font["hmtx"].metrics, font.getBestCmap()
