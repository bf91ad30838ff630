"""A connection, and the two ends that gunicorn reads from and writes to."""

import socket
from collections.abc import Callable
from typing import IO, Any

from gunicorn import http
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn

from lms.reception.letter import Letter

AT_ONCE = 256 * 1024
"""Bytes of an answer that are collected before a first try to send them."""
LEAVE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Heard(Unreader):
    """A letter for gunicorn's parser; it ends where the letter ends, so that no
    thread ever waits for a client."""

    def __init__(self, letter: Letter) -> None:
        super().__init__()
        self.file = letter.file
        self.buf.write(letter.data)

    def chunk(self, size_hint: int | None = None) -> bytes:
        return self.file.read(size_hint or 65536) if self.file else b""


class Voice:
    """Stands where gunicorn expects a socket: takes an answer at once, however
    slowly the client listens. What it does not take is left in `rest`."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.rest = bytearray()
        self.is_broken = False

    def sendall(self, data: bytes) -> None:
        self.rest += data
        if len(self.rest) > AT_ONCE:
            self.speak()

    def send(self, data: bytes) -> int:
        # The loop has given leave to send the body already, if it was asked.
        if data != LEAVE:
            self.sendall(data)
        return len(data)

    def speak(self) -> None:
        """Send what can be sent without waiting."""
        if not self.rest or self.is_broken:
            return
        try:
            sent = self.line.send(self.rest)
        except BlockingIOError:
            return
        except OSError:
            self.is_broken, sent = True, len(self.rest)
        del self.rest[:sent]

    def sendfile(self, file: IO[bytes], offset: int, count: int) -> None:
        file.seek(offset)
        self.sendall(file.read(count))

    def gettimeout(self) -> float:
        return 0.0

    def setblocking(self, flag: bool) -> None:
        """The loop owns the line: it never blocks."""

    def settimeout(self, seconds: float | None) -> None:
        """As above."""

    def shutdown(self, how: int) -> None:
        raise OSError("the loop closes the line when everything is said")

    def close(self) -> None:
        """As above."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


class Guest(TConn):
    """One connection. In the loop's hands until a letter is whole, then in a
    thread's until it is answered, then in the loop's again."""

    def __init__(self, cfg: Any, line: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, line, client, server)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line = line
        self.sock = Voice(line)
        # gunicorn's own thread then neither waits for the client nor sets it up.
        self.initialized = self.data_ready = True
        self.letter = Letter()
        self.rest = b""
        self.deadline = 0.0
        self.on_event: Callable[[Guest], None] | None = None
        self.stays = True

    def hand_over(self) -> None:
        """Let gunicorn read the letter."""
        self.parser = http.get_parser(self.cfg, self.line, self.client)
        self.parser.unreader = Heard(self.letter)

    def take_back(self, *, stays: bool) -> None:
        """The answer is given; what came behind the letter is kept for later."""
        letter, self.letter, self.parser = self.letter, Letter(), None
        self.stays = stays and not letter.cut
        self.rest = letter.rest
        letter.close()
