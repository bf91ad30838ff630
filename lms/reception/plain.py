"""Letters in which nothing is out of the way are read here at once; every other one
is left to gunicorn, which knows what to make of it, or refuses it."""

import re
import time
from functools import lru_cache
from typing import Any

from lms.kernel import clock
from lms.kernel.asking import Asked

NOT_PLAIN = re.compile(rb"[^\t\r\n -~]|\r(?!\n)|(?<!\r)\n|\r\n[\t ]")
"""Bytes that no browser sends in a head, and lines that go on in the next one."""
NAME = re.compile(rb"[A-Za-z][A-Za-z0-9-]*")
ABOUT_THE_WAY = {"EXPECT", "TE", "TRAILER", "TRANSFER_ENCODING", "UPGRADE"}
STAYS = {"", "keep-alive"}


def read(letter: bytes, kind: "re.Pattern[bytes]") -> Asked | None:
    """A plain letter whose first line is of this kind, with the path as its first
    group, that arrives now; None for any other."""
    first = kind.match(letter)
    if first is None:
        return None
    head, _, body = letter[first.end() :].partition(b"\r\n\r\n")
    environ = None if NOT_PLAIN.search(head) else _environ(head.split(b"\r\n"))
    if environ is None or environ.get("HTTP_CONNECTION", "").lower() not in STAYS:
        return None
    return Asked(first[1].decode(), environ, body, clock.now(), time.perf_counter())


def _environ(lines: list[bytes]) -> dict[str, Any] | None:
    environ: dict[str, Any] = {"wsgi.url_scheme": "http"}
    for line in lines:
        name, _, value = line.partition(b":")
        key = _key(name)
        if key is None or key in environ:
            return None
        environ[key] = value.strip().decode()
    return environ


@lru_cache(256)
def _key(name: bytes) -> str | None:
    if not NAME.fullmatch(name):
        return None
    key = name.decode().upper().replace("-", "_")
    if key in ABOUT_THE_WAY:
        return None
    return key if key.startswith("CONTENT_") else f"HTTP_{key}"
