"""Bells: whether anything has changed, said from memory.

An open exam page wants to know within seconds what staff or another device has
changed, and nearly always nothing has. So a process reads together, every few
seconds, how the things stand that it was asked about, and whoever asks gets a mark:
another mark than before, and it is time to ask properly. The mark says nothing
else, and its address is given to those who may know it: no session, no database.
"""

import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask

PREFIX = "/bells/"
FRESH_SECONDS = 15.0
"""Marks older than that are no answer: whoever reads them may be stuck."""
FORGOTTEN_SECONDS = 90.0
"""Nobody asks any more."""
HEAD = [
    ("Content-Type", "text/plain"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
REASONS = {200: "OK", 202: "Accepted", 404: "Not Found", 405: "Method Not Allowed"}


class Bells:
    """The bells of one process, in front of the product itself."""

    def __init__(self, product: Any, secret: str) -> None:
        self.product = product
        self.secret = hashlib.sha256(f"bells {secret}".encode()).digest()
        self.marks: Mapping[str, str] = {}
        self.read_at = 0.0
        self.asked: dict[str, float] = {}

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIX):
            found: Iterable[bytes] = self.product(environ, start)
            return found
        status, mark = self.answer(environ["REQUEST_METHOD"], path, time.monotonic())
        body = mark.encode()
        head = [*HEAD, ("Content-Length", str(len(body)))]
        start(f"{status} {REASONS[status]}", head)
        return [body]

    def address(self, name: str) -> str:
        """Where the bell of a thing hangs; only who was told the address finds it."""
        return f"{PREFIX}{name}/{self._signature(name)}"

    def answer(self, method: str, path: str, now: float) -> tuple[int, str]:
        """Status and mark; 202 while the mark is not known: ask properly."""
        name, _, signature = path[len(PREFIX) :].partition("/")
        if not hmac.compare_digest(signature.encode(), self._signature(name).encode()):
            return 404, ""
        if method != "GET":
            return 405, ""
        self.asked[name] = now
        if now - self.read_at > FRESH_SECONDS:
            return 202, ""
        mark = self.marks.get(name, "")
        return (200, mark) if mark else (202, "")

    def wanted(self, now: float) -> list[str]:
        """Names that were asked for lately."""
        asked = self.asked.copy()
        for name, at in asked.items():
            if now - at > FORGOTTEN_SECONDS:
                self.asked.pop(name, None)
        return [name for name, at in asked.items() if now - at <= FORGOTTEN_SECONDS]

    def ring(self, marks: Mapping[str, str], now: float) -> None:
        """How everything wanted stands now."""
        self.marks, self.read_at = marks, now

    def _signature(self, name: str) -> str:
        made = hmac.digest(self.secret, name.encode(errors="replace"), hashlib.sha256)
        return made.hex()[:32]


def init_app(app: Flask) -> None:
    found = Bells(app.wsgi_app, str(app.secret_key))
    app.wsgi_app = found  # type: ignore[method-assign, assignment]
    app.extensions["bells"] = found
    app.add_template_global(found.address, "bell")
