"""Where pages are drawn: one process at a time, begun when there is something to
draw, ended when there has been nothing for a while or when a page is too much."""

import struct
import subprocess
import sys
import threading
from contextlib import suppress

from certificates.documents.errors import CannotDraw, MissingGlyphs, TooMuch
from lms.config import ROOT

SIZE = struct.Struct(">I")
"""In front of each page; in front of each file, which is empty where a letter has no
font."""
LONGEST_SECONDS = 30.0
NO_MEMORY = 3
"""The status with which drawing ends when memory has run out."""
IDLE_SECONDS = 30.0
"""A process that waits holds a hundred megabytes."""


class Pressroom:
    """Draws pages for the whole process, one after the other."""

    def __init__(
        self, *, longest: float = LONGEST_SECONDS, idle: float = IDLE_SECONDS
    ) -> None:
        self.longest, self.idle = longest, idle
        self._press: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._rest: threading.Timer | None = None

    def draw(self, html: str) -> bytes:
        """The tagged PDF of a page.

        Raises MissingGlyphs, TooMuch for a page that takes longer than 30 seconds or
        more than 512 MB, and CannotDraw for whatever else is wrong with it.
        """
        page = html.encode()
        with self._lock:
            self._stay()
            pdf = self._drawn(page)
            self._rest = threading.Timer(self.idle, self.close)
            self._rest.daemon = True
            self._rest.start()
        if not pdf:
            raise MissingGlyphs("no font draws every letter of this certificate")
        return pdf

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stay()
            self._end()

    def _stay(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _drawn(self, page: bytes) -> bytes:
        press = self._begun()
        assert press.stdin is not None  # noqa: S101  for the type checker
        assert press.stdout is not None  # noqa: S101
        watch = threading.Timer(self.longest, press.kill)
        watch.start()
        try:
            press.stdin.write(SIZE.pack(len(page)) + page)
            press.stdin.flush()
            (size,) = SIZE.unpack(press.stdout.read(SIZE.size))
            pdf = press.stdout.read(size)
        except (OSError, struct.error):
            size, pdf = 1, b""
        finally:
            watch.cancel()
        if len(pdf) < size:
            code = press.wait(self.longest)
            self._end()
            if code < 0 or code == NO_MEMORY:
                raise TooMuch("drawing this page takes too long or too much memory")
            raise CannotDraw(f"drawing ended with status {code}: see the log before")
        return pdf

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._press is None or self._press.poll() is not None:
            self._end()
            self._press = subprocess.Popen(
                [sys.executable, "-m", "certificates.documents.drawing"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._press

    def _end(self) -> None:
        press, self._press = self._press, None
        if press is None:
            return
        press.kill()
        for stream in (press.stdin, press.stdout):
            if stream is not None:
                # What was not sent is not wanted any more.
                with suppress(OSError):
                    stream.close()
        press.wait()


pressroom = Pressroom()
"""Of this process."""
