"""Drawing with WeasyPrint, in a process of its own (see pressroom): it is large, a
page holds the processor for a while, and what brings it down takes nothing else along.

    python -m certificates.documents.drawing < orders > drawn
"""

import os
import resource
import signal
import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from typing import IO, Any

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.documents.conformance import Conforming, dated, name_the_files
from certificates.documents.design import BASE, FACES, FONTS
from certificates.documents.layers import Underlay
from certificates.documents.limits import MOST_MEMORY, NO_MEMORY
from certificates.documents.sheets import (
    CREDENTIAL_NAME,
    Drawn,
    Kind,
    Order,
    Pictures,
    Sheet,
    pack_drawn,
    unpack,
)

MOST_KINDS = 48
"""Lower layers that are kept: one takes half a megabyte."""
POLITENESS = 10
"""Added to the process's niceness: an exam's answers come first."""


def draw(order: Order) -> Sequence[Drawn]:
    """The tagged PDFs of the sheets, in their order; a sheet with letters no font
    has brings those letters instead."""
    if order.is_whole:
        return [_whole(order.kind, sheet) for sheet in order.sheets]
    under = _underlay(order.kind)
    pages = _laid_out(
        order.kind,
        [sheet.body for sheet in order.sheets],
        order.kind.over_style,
        sum((sheet.pictures for sheet in order.sheets), ()),
    )
    return [
        _written(pages.copy([page]), order.kind, sheet, under)
        for page, sheet in zip(pages.pages, order.sheets, strict=True)
    ]


def serve(orders: IO[bytes], drawn: IO[bytes]) -> None:
    """Draw one order after the other until there are no more."""
    for order in unpack(orders):
        try:
            answers = draw(order)
        except MemoryError:
            raise
        except (Exception, FatalURLFetchingError) as error:
            answers = [Drawn(fault=f"{type(error).__name__}: {error}")] * len(
                order.sheets
            )
        for part in pack_drawn(answers):
            drawn.write(part)
        drawn.flush()


def _whole(kind: Kind, sheet: Sheet) -> Drawn:
    style = kind.under_style + kind.over_style
    pages = _laid_out(kind, [sheet.body], style, kind.pictures + sheet.pictures)
    return _written(pages, kind, sheet, None)


@lru_cache(maxsize=MOST_KINDS)
def _underlay(kind: Kind) -> Underlay:
    pages = _laid_out(kind, [kind.under], kind.under_style, kind.pictures)
    pdf = pages.write_pdf(pdf_variant="pdf/a-3a")
    if missing := _missing(pages):
        raise ValueError(f"the design itself has letters without a font: {missing}")
    return Underlay(pdf)


def _laid_out(kind: Kind, bodies: list[str], style: str, pictures: Pictures) -> Any:
    html = (
        f'<!doctype html><html lang="{escape(kind.language)}"><head>'
        f'<meta charset="utf-8"><title>-</title></head><body>{"".join(bodies)}'
        "</body></html>"
    )
    fetcher = DesignOnly(dict(pictures))
    page = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher)
    return page.render(font_config=_fonts(), stylesheets=[_sheet(style)])


def _written(pages: Any, kind: Kind, sheet: Sheet, under: Underlay | None) -> Drawn:
    def finish(document: Any, pdf: pydyf.PDF) -> None:
        if under is not None:
            under.put_under(pdf, sheet.code)
        name_the_files(pdf)

    pages.metadata = Conforming(
        title=sheet.title,
        authors=[kind.author],
        created=sheet.created,
        modified=sheet.created,
        lang=kind.language,
        attachments=_attachments(sheet),
    )
    pdf = pages.write_pdf(pdf_variant="pdf/a-3a", finisher=finish)
    return Drawn(missing=missing) if (missing := _missing(pages)) else Drawn(pdf=pdf)


def _attachments(sheet: Sheet) -> list[weasyprint.Attachment]:
    if not sheet.credential:
        return []
    # A date of its own: else it would be the time of drawing.
    day = dated(sheet.created)
    credential = weasyprint.Attachment(
        string=sheet.credential,
        url_fetcher=DesignOnly({}),
        name=CREDENTIAL_NAME,
        description="Open Badges 3.0 credential (VC-JWT)",
        relationship="Data",
        created=day,
        modified=day,
    )
    return [credential]


def _missing(pages: Any) -> str:
    """The letters that no font has, once they were drawn."""
    found = {letter for font in pages.fonts.values() for letter in font.missing}
    return "".join(sorted(map(chr, found)))


class DesignOnly(URLFetcher):
    """Hands out the design's own bytes and nothing else: no net, no other file."""

    _fail_on_errors = True

    def __init__(self, pictures: dict[str, str]) -> None:
        # Not the parent's: it prepares for fetching from the net.
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        name = url.removeprefix(BASE) if url.startswith(BASE) else ""
        if name in FONTS:
            return URLFetcherResponse(url, FONTS[name].read_bytes())
        if name in self._pictures:
            mime = {"Content-Type": "image/svg+xml"}
            return URLFetcherResponse(url, self._pictures[name].encode(), mime)
        raise FatalURLFetchingError(f"not a part of the design: {url}")


@cache
def _fonts() -> FontConfiguration:
    # Shared by all pages of this process: it halves the work for each of them.
    fonts = FontConfiguration()
    weasyprint.CSS(
        string=FACES, base_url=BASE, url_fetcher=DesignOnly({}), font_config=fonts
    )
    return fonts


@lru_cache(maxsize=2 * MOST_KINDS)
def _sheet(style: str) -> weasyprint.CSS:
    return weasyprint.CSS(
        string=style, base_url=BASE, url_fetcher=DesignOnly({}), font_config=_fonts()
    )


if __name__ == "__main__":
    # Ctrl-C is for the worker, which then sends no more orders.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(POLITENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        sys.exit(NO_MEMORY)
    except BrokenPipeError:
        # The worker was killed; at once, for what is left to say has no reader.
        os._exit(0)
