"""A gunicorn worker whose threads never wait for a client.

gunicorn's threaded worker reads a request in the thread that will answer it: as
many slow clients as there are threads, and nobody is served any more. Here the
loop that watches all connections takes every request in whole, and hands it to a
thread; it also sends what a client does not take at once, and closes. Slow clients
have a time to finish in; when there are too many connections, the ones that have
waited longest make room.
"""

import errno
import selectors
import time
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from lms.reception.counter import Answer, Counter
from lms.reception.guests import LEAVE, Guest
from lms.reception.letter import Letter, Step
from lms.reception.porter import reply, written
from lms.reception.refusals import refusal

HEAD_SECONDS = 10.0
SLOWEST = 8 * 1024
"""Bytes a second below which a client is too slow to wait for."""
LINGER_SECONDS = 2.0
"""So long what a client still sends is thrown away, so that it can read why."""
MOST_UNSAID = 64
"""Answers that wait for slow readers; one more, and the oldest is dropped."""
FULL = 0.9
"""From this part of the most connections on, room is made for newcomers."""


class Reception(ThreadWorker):
    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        # Read thirty times for each request, each time through a table of settings.
        known = {name: setting.get() for name, setting in self.cfg.settings.items()}
        self.cfg.__dict__.update(known)
        self.waiting: dict[Guest, None] = {}
        self.unsaid = 0
        self.swept = 0.0

    def run(self) -> None:
        done = partial(self.method_queue.defer, self._answered)
        self.counter = Counter(self.wsgi.extensions["hatch"], done)
        self.counter.open()
        super().run()

    # Coming

    def accept(self, listener: Any) -> None:
        try:
            line, client = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif error.errno not in (
                errno.EAGAIN,
                errno.ECONNABORTED,
                errno.EWOULDBLOCK,
            ):
                raise
            return
        self.nr_conns += 1
        if self.nr_conns > self.worker_connections * FULL:
            self._make_room()
        guest = Guest(self.cfg, line, client, listener.getsockname())
        self._listen(guest, HEAD_SECONDS)

    def _make_room(self) -> None:
        oldest = next((g for g in self.waiting if g.on_event == self._hear), None)
        if oldest is not None:
            self._release(oldest)
            self._close(oldest)

    # Listening

    def _listen(self, guest: Guest, seconds: float) -> None:
        self._hold(guest, selectors.EVENT_READ, self._hear, seconds)

    def _hear(self, guest: Guest) -> None:
        try:
            piece = guest.line.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._release(guest)
            self._close(guest)
            return
        self._take(guest, piece)

    def _take(self, guest: Guest, piece: bytes) -> None:
        was_begun, had_length = guest.letter.is_begun, guest.letter.length
        try:
            step = guest.letter.take(piece)
        except OSError:
            # No place for a large body: the disk is full.
            self._refuse(guest, 503)
            return
        has_begun = guest.letter.is_begun and not was_begun
        if has_begun or guest.letter.length != had_length:
            # Time for the head; once the length is known, time for the body.
            seconds = HEAD_SECONDS + guest.letter.length / SLOWEST
            guest.deadline = time.monotonic() + seconds
        self._go_on(guest, step)

    def _go_on(self, guest: Guest, step: Step) -> None:
        if step is Step.WHOLE:
            if not self._answered_here(guest):
                self._release(guest)
                self._bring(guest)
        elif step is Step.LEAVE:
            guest.sock.sendall(LEAVE)
            guest.sock.speak()
        elif step is not Step.MORE:
            self._refuse(guest, int(step))

    # Answering

    def _answered_here(self, guest: Guest) -> bool:
        """From memory: waking a thread would cost more. Not where the next request
        came along with it: thousands would be answered one inside the other."""
        if not self.alive or guest.letter.rest:
            return False
        said = reply(self.wsgi.extensions["bells"], guest.letter.data)
        if said is None:
            return False
        guest.letter = Letter()
        guest.sock.sendall(said)
        guest.sock.speak()
        if guest.sock.rest or guest.sock.is_broken:
            self._release(guest)
            self._give(guest)
        else:
            # It goes on listening, as the one that was heard last.
            self.waiting[guest] = self.waiting.pop(guest)
            guest.deadline = time.monotonic() + self.cfg.keepalive
        return True

    def _bring(self, guest: Guest) -> None:
        """To the counter, or to a thread of its own."""
        if not (self.alive and self.counter.takes(guest)):
            self._bring_the_ordinary_way(guest)

    def _bring_the_ordinary_way(self, guest: Guest) -> None:
        guest.hand_over()
        self.enqueue_req(guest)

    def _answered(self, answers: list[Answer]) -> None:
        """At the counter; what has no answer from there goes the ordinary way."""
        for guest, said in answers:
            if said is None:
                self._bring_the_ordinary_way(guest)
            else:
                guest.sock.sendall(written(said))
                guest.sock.speak()
                guest.take_back(stays=True)
                self._give(guest)

    def handle(self, conn: Guest) -> Any:
        """In a thread: answer a letter that is there whole."""
        stays = super().handle(conn)
        conn.sock.speak()
        return stays

    def handle_request(self, req: Any, conn: Guest) -> Any:
        if conn.letter.cut:
            req.force_close()
        return super().handle_request(req, conn)

    def finish_request(self, conn: Guest, fs: "Future[Any]") -> None:
        stays = not fs.cancelled() and fs.exception() is None and fs.result() is True
        conn.take_back(stays=stays)
        self._give(conn)

    def _give(self, guest: Guest) -> None:
        """See that the rest of an answer gets to the client, if there is any."""
        if guest.sock.rest:
            self.unsaid += 1
            seconds = HEAD_SECONDS + len(guest.sock.rest) / SLOWEST
            self._hold(guest, selectors.EVENT_WRITE, self._speak, seconds)
            self._drop_the_slowest_reader()
        else:
            self._after_answer(guest)

    def _speak(self, guest: Guest) -> None:
        guest.sock.speak()
        if guest.sock.rest:
            return
        self._release(guest)
        self._after_answer(guest)

    def _after_answer(self, guest: Guest) -> None:
        if guest.sock.is_broken:
            self._close(guest)
        elif not guest.stays:
            self._see_off(guest)
        else:
            seconds = self.cfg.keepalive if self.alive else STOP_KEEPALIVE_LINGER
            self._listen(guest, seconds)
            if guest.rest:
                # The next request came in one piece with this one.
                self._take(guest, guest.rest)

    def _drop_the_slowest_reader(self) -> None:
        if self.unsaid > MOST_UNSAID:
            slowest = next(g for g in self.waiting if g.on_event == self._speak)
            self._release(slowest)
            self._close(slowest)

    # Leaving

    def is_parent_alive(self) -> bool:
        if super().is_parent_alive():
            return True
        # Killed: whoever starts the server again needs the address at once, while
        # here the last answers are still given.
        self.alive = False
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()
        return False

    def _refuse(self, guest: Guest, status: int) -> None:
        guest.sock.sendall(refusal(status))
        guest.sock.speak()
        self._release(guest)
        self._see_off(guest)

    def _see_off(self, guest: Guest) -> None:
        """Everything is said: wait until the client has hung up, for a while."""
        try:
            guest.line.shutdown(1)
        except OSError:
            self._close(guest)
            return
        self._hold(guest, selectors.EVENT_READ, self._ignore, LINGER_SECONDS)

    def _ignore(self, guest: Guest) -> None:
        try:
            is_gone = not guest.line.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            is_gone = True
        if is_gone:
            self._release(guest)
            self._close(guest)

    def _close(self, guest: Guest) -> None:
        self.nr_conns -= 1
        guest.letter.close()
        guest.line.close()

    # Time

    def murder_keepalived(self, force: bool = False) -> None:
        """gunicorn calls this after every round of its loop."""
        now = time.monotonic()
        if not force and now - self.swept < 1:
            return
        self.swept = now
        for guest in [g for g in self.waiting if force or g.deadline < now]:
            if not force and guest.on_event == self._hear and guest.letter.is_begun:
                self._refuse(guest, 408)
            else:
                self._release(guest)
                self._close(guest)

    def _cap_keepalive(self, deadline: float) -> None:
        """The worker stops: silent connections are kept a moment longer only."""
        for guest in self.waiting:
            if not guest.letter.is_begun:
                guest.deadline = min(guest.deadline, deadline)

    # The loop's list

    def _hold(self, guest: Guest, event: int, on_event: Any, seconds: float) -> None:
        guest.deadline = time.monotonic() + seconds
        guest.on_event = on_event
        self.waiting[guest] = None
        self.poller.register(guest.line, event, lambda line: on_event(guest))

    def _release(self, guest: Guest) -> None:
        if guest.on_event == self._speak:
            self.unsaid -= 1
        self.waiting.pop(guest, None)
        self.poller.unregister(guest.line)
