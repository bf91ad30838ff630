"""The badge of a certification: the product's seal, the level in it, the title."""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from flask import render_template
from markupsafe import Markup

from certificates.badges.lettering import SANS, SERIF, outline, width
from certificates.badges.rules.layout import (
    Line,
    level_lines,
    provider_lines,
    title_lines,
)
from lms.catalogue.models import CertificationVersion, ProgrammeVersion
from lms.config import ROOT
from lms.kernel.i18n import in_language

SEAL = ROOT / "static" / "img" / "seal.svg"
INK, GOLD, WHITE = "#0a1a30", "#d9b56a", "#ffffff"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, in one language. `ink` is its ground, as "#rrggbb"."""

    title: str
    level: str
    provider: str
    ink: str

    @property
    def caption(self) -> str:
        return f"{self.title}, {self.level}. {self.provider}"

    def lines(self) -> list[tuple[str, Line, str]]:
        """Font, line and colour of all its words."""
        serif, sans = partial(width, SERIF), partial(width, SANS)
        return [
            *((SERIF, line, GOLD) for line in level_lines(self.level, serif)),
            *((SERIF, line, WHITE) for line in title_lines(self.title, serif)),
            *((SANS, line, GOLD) for line in provider_lines(self.provider, sans)),
        ]


def badge_of(
    version: CertificationVersion, programme: ProgrammeVersion | None, language: str
) -> Badge:
    """The badge of a certification version under a programme's name and colour."""
    brand = programme.brand if programme else {}
    ink = re.search("#[0-9a-f]{6}", brand.get("ink", ""))
    return Badge(
        title=in_language(version.title, language),
        level=version.level,
        provider=programme.provider if programme else "Laurel",
        ink=ink[0] if ink else INK,
    )


@lru_cache(maxsize=32)
def drawn(badge: Badge) -> str:
    """As SVG, without a credential."""
    lines = [(outline(font, line), colour) for font, line, colour in badge.lines()]
    seal = Markup(_rings())  # noqa: S704  a drawing of ours
    return render_template(
        "print/badge.svg", badge=badge, gold=GOLD, seal=seal, lines=lines
    ).strip()


def _rings() -> str:
    """The seal's own drawing, without the disc in its middle: it has our ink."""
    drawing = SEAL.read_text()
    return drawing[drawing.index(">") + 1 : drawing.rindex("<circle")]
