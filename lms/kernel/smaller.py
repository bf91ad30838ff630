"""Smaller answers for slow lines: gzip for scripts and sheets, and for the pages
that ask for it.

Other pages stay as they are: where a secret stands beside what somebody else has
chosen, the length of a compressed page tells the secret, letter by letter (BREACH).
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

LEVEL = 6
SMALLEST = 1024
"""Less than that is one packet either way."""

ASSETS = {"text/css", "text/javascript", "image/svg+xml"}
KEPT = 256


def smaller(view: View) -> View:
    """Label a view whose answers are compressed: nothing in them was chosen by
    anybody but the person who gets them, and us."""
    view.is_smaller = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    is_asset = response.mimetype in ASSETS
    if not (is_asset or _is_labelled()) or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or (response.is_streamed and not is_asset):
        return response
    whole = _taken_from(response)
    if len(whole) >= SMALLEST:
        small = _kept(whole) if is_asset else gzip.compress(whole, LEVEL, mtime=0)
        response.set_data(small)
        response.content_encoding = "gzip"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
    return response


def _taken_from(response: Response) -> bytes:
    """The whole body; a file behind it is closed here, for nobody will read it."""
    file: Any = response.response
    response.direct_passthrough = False
    whole = response.get_data()
    getattr(file, "close", lambda: None)()
    return whole


@lru_cache(KEPT)
def _kept(whole: bytes) -> bytes:
    return gzip.compress(whole, LEVEL, mtime=0)


def _is_labelled() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_smaller", False)
