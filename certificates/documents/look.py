"""How the certificates of one kind look: paper, colours, mark, art."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from flask import render_template

from certificates.awards.models import Certificate
from certificates.documents.design import STYLES
from certificates.documents.rules.motifs import motif
from certificates.documents.rules.rosettes import seal, watermark
from certificates.documents.rules.sizes import MEASURES, Measures, PaperSize
from certificates.documents.sheets import Pictures
from lms.catalogue.models import ProgrammeVersion

MARK = "mark.svg"


@dataclass(frozen=True, slots=True)
class Colours:
    """As "#rrggbb". `seal` stands on paper, `seal_on_ink` on the band."""

    ink: str = "#0a1a30"
    accent: str = "#0d8f86"
    line: str = "#1c5f66"
    seal: str = "#b88a2e"
    seal_on_ink: str = "#d9b56a"


@dataclass(frozen=True, slots=True)
class Look:
    """`mark` and `band` are SVG, or nothing; `key` is the certification's."""

    size: PaperSize
    colours: Colours
    level: str
    key: str
    mark: str
    band: str

    @property
    def measures(self) -> Measures:
        return MEASURES[self.size]


def look_of(certificate: Certificate, programme: ProgrammeVersion | None) -> Look:
    """The look of a certificate under the programme of its day."""
    version = certificate.certification_version
    return Look(
        size=PaperSize(programme.paper) if programme else PaperSize.A4,
        colours=_colours(programme.brand if programme else {}),
        level=version.level,
        key=certificate.certification.key,
        mark=programme.mark if programme else "",
        band=version.band,
    )


@lru_cache(maxsize=64)
def pictures(look: Look) -> Pictures:
    """The design's pictures for a look, by the names the stylesheet has for them."""
    m, c = look.measures, look.colours
    band = look.band or render_template(
        "print/band.svg", m=m, c=c, motif=motif(look.level, look.key, m.band, m.height)
    )
    drawn = {
        "ground.svg": render_template(
            "print/ground.svg", m=m, c=c, watermark=watermark(look.level)
        ),
        "band.svg": band,
        "seal.svg": render_template("print/seal.svg", c=c, rings=seal(look.level)),
        **({MARK: look.mark} if look.mark else {}),
    }
    return tuple(drawn.items())


@lru_cache(maxsize=64)
def style(look: Look, layer: str) -> str:
    """The stylesheet of a layer, filled in with plain values."""
    sheet = STYLES[layer]
    for name, value in _values(look).items():
        sheet = sheet.replace(f"@{name}@", value)
    return sheet


def _values(look: Look) -> dict[str, str]:
    m, c = look.measures, look.colours
    places = {
        "WIDTH": m.width,
        "HEIGHT": m.height,
        "BAND": m.band,
        "LEFT": m.left,
        "WORDS": m.words,
        "SEAL-LEFT": (m.band - 44) / 2,
        "SECOND": m.rule + 7.2,
        "TITLE": m.rule + 14.2,
        "SUMMARY": m.rule + 25.6,
        "FACTS": m.facts,
        "VALUES": m.facts + 4.6,
        "SECOND-FACT": m.left + 52,
        "THIRD-FACT": m.left + 104,
        "FOOT": m.foot,
        "SECOND-SIGNER": m.left + 60,
    }
    colours = {
        "INK": c.ink,
        "ACCENT": c.accent,
        "SEAL": c.seal,
        "SEAL-ON-INK": c.seal_on_ink,
    }
    return {**{name: f"{place:g}" for name, place in places.items()}, **colours}


def _colours(brand: Mapping[str, str]) -> Colours:
    usual = Colours()
    light, dark = "light", "dark"
    return Colours(
        ink=_shade(brand.get("ink"), light) or usual.ink,
        accent=_shade(brand.get("accent"), light) or usual.accent,
        line=_shade(brand.get("line"), light) or usual.line,
        seal=_shade(brand.get("seal"), light) or usual.seal,
        seal_on_ink=_shade(brand.get("seal"), dark) or usual.seal_on_ink,
    )


@cache
def _shade(value: str | None, mode: str) -> str:
    """One colour of "#rrggbb" or of "light-dark(#rrggbb, #rrggbb)"."""
    found = (value or "").removeprefix("light-dark(").removesuffix(")").split(",")
    return found[0 if mode == "light" else -1].strip()
