"""Drawing with WeasyPrint, in a process of its own (see pressroom): it is large, a
page holds the processor for a tenth of a second, and what brings it down takes
nothing else along.

    python -m certificates.documents.drawing < pages > files
"""

import resource
import signal
import sys
from functools import cache
from typing import IO

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.documents.design import BASE, DESIGN
from certificates.documents.errors import MissingGlyphs
from certificates.documents.pressroom import NO_MEMORY, SIZE

MOST_MEMORY = 512 * 1024 * 1024


def draw(html: str) -> bytes:
    """The tagged PDF. Raises MissingGlyphs rather than print a box in a name."""
    fonts, sheet = _set_up()
    page = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=DesignOnly())
    document = page.render(font_config=fonts, stylesheets=[sheet])
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    if any(font.missing for font in document.fonts.values()):
        raise MissingGlyphs("no font draws every letter of this certificate")
    return pdf


def serve(pages: IO[bytes], files: IO[bytes]) -> None:
    """Draw one page after the other until there are no more."""
    while head := pages.read(SIZE.size):
        html = pages.read(*SIZE.unpack(head)).decode()
        try:
            pdf = draw(html)
        except MissingGlyphs:
            pdf = b""
        files.write(SIZE.pack(len(pdf)) + pdf)
        files.flush()


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


if __name__ == "__main__":
    # Ctrl-C is for the worker, which then sends no more pages.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        sys.exit(NO_MEMORY)
