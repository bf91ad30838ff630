"""One request on its way in, piece by piece, until it is there whole."""

import re
from enum import IntEnum
from tempfile import TemporaryFile
from typing import IO

LARGEST_HEAD = 32 * 1024
IN_MEMORY = 64 * 1024
"""Larger requests wait for their end in a file."""
LARGEST_BODY = 12 * 1024 * 1024
"""As the product's own limit: what is larger is answered without being read."""

END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
WAITS_FOR_LEAVE = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue", re.IGNORECASE)


class Step(IntEnum):
    """What to do next; the others are statuses to refuse with."""

    MORE = 0
    LEAVE = 1
    """Send "100 Continue": the client waits for leave to send its body."""
    WHOLE = 2
    NO_LENGTH = 411
    LARGE_HEAD = 431


class Letter:
    """Give every piece that arrives to `take`; whole letters are read by
    `pieces`, and `rest` is what came after their end.

    `cut`: handed on without its body, or with what cannot be understood: nothing
    may be read from this connection afterwards.
    """

    __slots__ = ("_size", "_want", "cut", "data", "file", "head", "rest")

    def __init__(self) -> None:
        self.data = b""
        self.rest = b""
        self.file: IO[bytes] | None = None
        self.head = 0
        self.cut = False
        self._size = 0
        self._want = 0

    @property
    def is_begun(self) -> bool:
        return self._size > 0

    @property
    def length(self) -> int:
        """Bytes that the whole of it will have; 0 while that is not known."""
        return self._want

    def take(self, piece: bytes) -> Step:
        """Add what arrived, and say what to do."""
        if self._want:
            return self._add(piece)
        self.data = (self.data + piece).lstrip(b"\r\n") if not self.head else self.data
        self._size = len(self.data)
        end = self.data.find(END, 0, LARGEST_HEAD)
        if end >= 0:
            return self._read_head(end + len(END))
        return Step.LARGE_HEAD if self._size >= LARGEST_HEAD else Step.MORE

    def close(self) -> None:
        if self.file is not None:
            self.file.close()

    def _read_head(self, head: int) -> Step:
        self.head = head
        line = self.data[: head - 2]
        if CHUNKED.search(line):
            return Step.NO_LENGTH
        lengths = LENGTH.findall(line)
        length = _number(lengths[0]) if len(lengths) == 1 else 0
        if len(lengths) > 1 or length is None or length > LARGEST_BODY:
            return self._cut_off()
        self._want = head + length
        step = self._add(b"")
        if step is Step.MORE and WAITS_FOR_LEAVE.search(line):
            return Step.LEAVE
        return step

    def _cut_off(self) -> Step:
        # The product answers from the head: 413, or 400 for what makes no sense.
        self.data, self.cut = self.data[: self.head], True
        return Step.WHOLE

    def _add(self, piece: bytes) -> Step:
        if self.file is not None:
            self.file.write(piece)
        elif piece:
            self.data += piece
        self._size = self.file.tell() if self.file is not None else len(self.data)
        if self._size >= self._want:
            return self._finish()
        if self.file is None and self._want > IN_MEMORY:
            self.file = TemporaryFile()  # noqa: SIM115  closed by close()
            self.file.write(self.data)
            self.data = b""
        return Step.MORE

    def _finish(self) -> Step:
        if self.file is None:
            self.data, self.rest = self.data[: self._want], self.data[self._want :]
        else:
            self.file.seek(self._want)
            self.rest = self.file.read()
            self.file.truncate(self._want)
            self.file.seek(0)
        return Step.WHOLE


def _number(text: bytes) -> int | None:
    return int(text) if text.isdigit() and len(text) < 20 else None
