"""The counter: one thread that answers many requests of a kind together.

Waking a thread for each, and asking the database for each, costs more than
answering. The more wait, the more are taken at a time, and the less each one costs.
"""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

import structlog

from lms.kernel.asking import Asked, Said
from lms.reception.guests import Guest
from lms.reception.plain import read

AT_A_TIME = 64

log = structlog.get_logger()
Waiting = tuple[Guest, Asked]
Answer = tuple[Guest, Said | None]
"""None: it goes the ordinary way."""


class Counter:
    """`product` answers requests with its `first_line`; `done` is told, in the
    counter's thread, what to say to whom."""

    def __init__(self, product: Any, done: Callable[[list[Answer]], Any]) -> None:
        self.product, self.done = product, done
        self.queue: SimpleQueue[Waiting] = SimpleQueue()

    def open(self) -> None:
        """In every web process: threads are not inherited."""
        threading.Thread(target=self._serve, daemon=True, name="counter").start()

    def takes(self, guest: Guest) -> bool:
        """Whether the letter is one of those; it will be answered then."""
        letter = guest.letter
        is_small = letter.file is None and not letter.cut
        asked = read(letter.data, self.product.first_line) if is_small else None
        if asked is not None:
            self.queue.put((guest, asked))
        return asked is not None

    def _serve(self) -> None:
        while True:
            waiting = [self.queue.get(), *self._more()]
            said = self._said([asked for _, asked in waiting])
            guests = (guest for guest, _ in waiting)
            self.done(list(zip(guests, said, strict=True)))

    def _more(self) -> list[Waiting]:
        more: list[Waiting] = []
        try:
            while len(more) < AT_A_TIME - 1:
                more.append(self.queue.get_nowait())
        except Empty:
            pass
        return more

    def _said(self, asked: Sequence[Asked]) -> Sequence[Said | None]:
        try:
            found: Sequence[Said | None] = self.product.answers(asked)
        except Exception:
            # The ordinary way knows what to say.
            log.exception("the counter is out of order")
            return [None] * len(asked)
        return found
