"""The porter answers at the door what is said from memory: bells (lms.kernel.bells).

They are asked three times as often as anything else on an exam day, and taking a
request apart as for any other costs more than the answer. Whatever is not a plain
request for a bell takes the ordinary way, to the same answer.
"""

import re
import time
from email.utils import formatdate
from functools import lru_cache

from lms.kernel.asking import Said
from lms.kernel.bells import HEAD, PREFIX, REASONS, Bells

PLAIN = re.compile(rb"GET (" + PREFIX.encode() + rb"[0-9a-z/]{1,99}) HTTP/1\.1\r\n")
NOT_PLAIN = re.compile(
    rb"\r\n(?:upgrade|expect|content-length)[ \t]*:"
    rb"|\r\nconnection[ \t]*:(?![ \t]*keep-alive\r\n)",
    re.IGNORECASE,
)
"""A body, or a word about the connection other than that it stays."""


def reply(bells: Bells, letter: bytes) -> bytes | None:
    """The whole answer to a plain request for a bell; None for any other letter."""
    plain = PLAIN.match(letter)
    if plain is None or NOT_PLAIN.search(letter):
        return None
    status, mark = bells.answer("GET", plain[1].decode(), time.monotonic())
    return _head(status, len(mark), int(time.time())) + mark.encode()


def written(said: Said) -> bytes:
    """An answer as it is sent, to somebody who stays."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in said.head)
    first = f"HTTP/1.1 200 OK\r\nDate: {_date(int(time.time()))}\r\n"
    return f"{first}{fields}Connection: keep-alive\r\n\r\n".encode() + said.body


@lru_cache(16)
def _head(status: int, length: int, second: int) -> bytes:
    lines = [
        f"HTTP/1.1 {status} {REASONS[status]}",
        f"Date: {_date(second)}",
        *(f"{name}: {value}" for name, value in HEAD),
        f"Content-Length: {length}",
        "Connection: keep-alive",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


@lru_cache(2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
