"""Where pages are drawn: a process for each of the machine's cores at most, begun when
there is something to draw, ended when there has been nothing for a while or when a
page is too much."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue

from certificates.documents.errors import CannotDraw, TooMuch
from certificates.documents.limits import IDLE_SECONDS, LONGEST_SECONDS, NO_MEMORY
from certificates.documents.sheets import Drawn, Order, pack, unpack_drawn
from lms.config import ROOT


class Press:
    """One process that draws; for one thread at a time, and for whoever ends it."""

    def __init__(self, folder: Path = ROOT) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._rest: threading.Timer | None = None

    def draw(self, order: Order, *, longest: float, idle: float) -> Sequence[Drawn]:
        """What was drawn, sheet by sheet. Raises TooMuch and CannotDraw."""
        with self._lock:
            if self._rest is not None:
                self._rest.cancel()
            drawn = self._drawn(order, longest)
            self._rest = threading.Timer(idle, self.close)
            self._rest.daemon = True
            self._rest.start()
        return drawn

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            if self._rest is not None:
                self._rest.cancel()
            self._end()

    def _drawn(self, order: Order, longest: float) -> Sequence[Drawn]:
        process = self._begun()
        assert process.stdin is not None  # noqa: S101  for the type checker
        assert process.stdout is not None  # noqa: S101
        watch = threading.Timer(longest, process.kill)
        watch.start()
        try:
            process.stdin.write(pack(order))
            process.stdin.flush()
            return unpack_drawn(process.stdout, len(order.sheets))
        except (OSError, EOFError):
            code = process.wait(longest)
        finally:
            watch.cancel()
        self._end()
        if code < 0 or code == NO_MEMORY:
            raise TooMuch("drawing this takes too long or too much memory")
        raise CannotDraw(f"drawing ended with status {code}: see the log before")

    def _begun(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self._end()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "certificates.documents.drawing"],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self.process

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                # What was not sent is not wanted any more.
                with suppress(OSError):
                    stream.close()
        process.wait()


class Pressroom:
    """Draws for all threads of this process, as many orders at once as presses."""

    def __init__(
        self,
        presses: int = 0,
        *,
        longest: float = LONGEST_SECONDS,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self.longest, self.idle = longest, idle
        count = presses or len(os.sched_getaffinity(0))
        self.presses = [Press() for _ in range(count)]
        # The last one used is the warmest; the others end when they have idled.
        self._free: LifoQueue[Press] = LifoQueue()
        for press in reversed(self.presses):
            self._free.put(press)

    def draw(self, order: Order) -> Sequence[Drawn]:
        """The sheets of an order, in its order; waits for a press that is free.

        Raises TooMuch if it takes longer than 30 seconds or more than 512 MB, and
        CannotDraw if the process ends for another reason.
        """
        press = self._free.get()
        try:
            return press.draw(order, longest=self.longest, idle=self.idle)
        finally:
            self._free.put(press)

    def close(self) -> None:
        """End all processes."""
        for press in self.presses:
            press.close()


pressroom = Pressroom()
"""Of this process."""
