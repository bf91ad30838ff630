"""HTTP/1.1 from one thread over many kept connections, as cheaply as Python can.

The generator shares its machine with the server it measures, so it does nothing
but send bytes made beforehand and read status and length of what comes back.
Waiting is counted from the moment a request was due, not from when it was sent:
a server that stalls pays for everybody who had to queue behind it.
"""

import heapq
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Address = tuple[str, int]
Done = Callable[[int, bytes], "Order | None"]


@dataclass(slots=True)
class Order:
    """One request: its bytes, when it is due (perf_counter), what to do with the
    answer. `done` may return the next order of the same candidate."""

    data: bytes
    due: float = 0.0
    done: Done | None = None
    kind: str = ""


@dataclass
class Tally:
    """What came back: waits in milliseconds and statuses (0: no answer)."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    examples: dict[int, bytes] = field(default_factory=dict)
    reconnects: int = 0

    def note(self, kind: str, status: int, wait: float, body: bytes) -> None:
        self.waits.setdefault(kind, []).append(wait)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if not _is_good(status) and status not in self.examples:
            self.examples[status] = body[:300]

    @property
    def errors(self) -> int:
        return sum(n for status, n in self.statuses.items() if not _is_good(status))


def _is_good(status: int) -> bool:
    """Done, or done and seen on to the page that shows it."""
    return 200 <= status < 300 or status == 303


class Line:
    """One connection to the server and the order that travels on it."""

    __slots__ = ("buffer", "order", "sock", "used")

    def __init__(self, address: Address, source: str) -> None:
        self.sock = socket.create_connection(address, 30, (source, 0))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.order: Order | None = None
        self.used = 0


class Wire:
    """A pool of connections that works off orders when they are due.

    `fresh`: every order gets a connection of its own, closed after it. `source`: the
    address that they come from.
    """

    def __init__(
        self,
        address: Address,
        lines: int,
        *,
        fresh: bool = False,
        source: str = "127.0.0.1",
    ) -> None:
        self.address, self.most, self.fresh = address, lines, fresh
        self.source = source
        self.poll = select.epoll()
        self.busy: dict[int, Line] = {}
        self.idle: deque[Line] = deque()
        self.tally = Tally()

    def run(self, orders: Iterable[Order], until: float | None = None) -> Tally:
        """Send every order at its time and wait for all answers; after `until`
        (perf_counter) nothing new is sent."""
        later = [(order.due, n, order) for n, order in enumerate(orders)]
        heapq.heapify(later)
        count, ready = len(later), deque[Order]()
        while later or ready or self.busy:
            now = time.perf_counter()
            if until is not None and now > until:
                later.clear()
                ready.clear()
            while later and later[0][0] <= now:
                ready.append(heapq.heappop(later)[2])
            while ready and len(self.busy) < self.most:
                self._send(ready.popleft())
            pause = 1.0 if not later else max(0.0, later[0][0] - time.perf_counter())
            for following in self._receive(min(pause, 1.0)):
                count += 1
                heapq.heappush(later, (following.due, count, following))
        return self.tally

    def close(self) -> None:
        for line in self.idle:
            line.sock.close()
        self.idle.clear()
        self.poll.close()

    def _send(self, order: Order) -> None:
        if not order.due:
            order.due = time.perf_counter()
        while self.idle:
            line = self.idle.popleft()
            if self._went(line, order):
                return
        # The server may close a kept connection at any time; a new one is made.
        line = Line(self.address, self.source)
        if not self._went(line, order):
            self.tally.note(order.kind, 0, 0.0, b"cannot send")

    def _went(self, line: Line, order: Order) -> bool:
        line.order, line.buffer = order, b""
        try:
            line.sock.send(order.data)
        except OSError:
            line.sock.close()
            return False
        number = line.sock.fileno()
        if line.used == 0:
            self.poll.register(number, select.EPOLLIN)
        line.used += 1
        self.busy[number] = line
        return True

    def _receive(self, pause: float) -> list[Order]:
        more = []
        for number, _ in self.poll.poll(pause):
            line = self.busy.get(number)
            if line is None:
                self._hung_up(number)
                continue
            following = self._read(number, line)
            if following is not None:
                more.append(following)
        return more

    def _read(self, number: int, line: Line) -> "Order | None":
        order = line.order
        assert order is not None
        try:
            data = line.sock.recv(262144)
        except OSError:
            data = b""
        if not data:
            return self._broken(number, line, order)
        line.buffer = buffer = line.buffer + data if line.buffer else data
        head = buffer.find(b"\r\n\r\n")
        if head < 0 or len(buffer) < head + 4 + _length(buffer, head):
            return None
        del self.busy[number]
        status = int(buffer[9:12])
        if self.fresh or buffer.find(b"onnection: close", 0, head) > 0:
            line.sock.close()
        else:
            self.idle.append(line)
        return self._answered(order, status, buffer[head + 4 :])

    def _answered(self, order: Order, status: int, body: bytes) -> "Order | None":
        wait = (time.perf_counter() - order.due) * 1000
        self.tally.note(order.kind, status, wait, body)
        return order.done(status, body) if order.done else None

    def _broken(self, number: int, line: Line, order: Order) -> "Order | None":
        del self.busy[number]
        line.sock.close()
        if line.used > 1 and not line.buffer:
            # Closed while idle: the request was never read, as browsers assume.
            self.tally.reconnects += 1
            self._send(order)
            return None
        return self._answered(order, 0, b"connection lost")

    def _hung_up(self, number: int) -> None:
        for line in self.idle:
            if line.sock.fileno() == number:
                self.idle.remove(line)
                line.sock.close()
                return


def _length(buffer: bytes, head: int) -> int:
    start = buffer.find(b"ontent-Length: ", 0, head)
    if start < 0:
        if buffer.find(b"chunked", 0, head) > 0:
            # Our server sends known lengths; files may come in chunks.
            return -4 if buffer.endswith(b"0\r\n\r\n") else 1 << 40
        return 0
    return int(buffer[start + 15 : buffer.find(b"\r", start)])


def request(
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    *,
    host: str = "localhost",
) -> bytes:
    """A request as bytes; it keeps its connection, as browsers do."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method in {"POST", "PUT"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
