"""How long the loop waits for whom: a worker without a server around it."""

import selectors
import socket
import time

import pytest
from gunicorn.config import Config

from lms.reception import worker as reception
from lms.reception.guests import Guest
from lms.reception.worker import HEAD_SECONDS, LINGER_SECONDS, Reception


class Loop:
    """The worker's own loop, turned by hand, with a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.monotonic()
        monkeypatch.setattr(reception.time, "monotonic", lambda: self.now)
        self.worker = Reception(0, 0, [], None, 30, Config(), None)
        self.worker.poller = selectors.DefaultSelector()
        self.clients: list[socket.socket] = []

    def receive(self) -> socket.socket:
        """A new connection; what is returned is the client's end."""
        client, line = socket.socketpair()
        line.setblocking(False)
        self.worker.nr_conns += 1
        self.worker._listen(Guest(self.worker.cfg, line, "", ""), HEAD_SECONDS)
        client.settimeout(1)
        self.clients.append(client)
        return client

    def turn(self, seconds: float = 0.0) -> None:
        self.now += seconds
        self.worker.wait_for_and_dispatch_events(0)
        self.worker.murder_keepalived()

    def close(self) -> None:
        self.worker.murder_keepalived(force=True)
        self.worker.poller.close()
        self.worker.tmp.close()
        for client in self.clients:
            client.close()


@pytest.fixture
def loop(monkeypatch, tmp_path):
    # A pair of local sockets stands for a TCP connection.
    monkeypatch.setattr(socket.socket, "setsockopt", lambda *_: None)
    loop = Loop(monkeypatch)
    yield loop
    loop.close()


def test_a_head_that_takes_too_long_is_told_so(loop):
    client = loop.receive()
    client.sendall(b"GET / HTTP/1.1\r\n")
    loop.turn()
    client.sendall(b"Host: ")
    loop.turn(HEAD_SECONDS - 1)
    client.sendall(b"local")

    loop.turn(2)

    assert client.recv(4096).startswith(b"HTTP/1.1 408 Request Timeout\r\nConnection")
    assert client.recv(4096) == b""


def test_who_never_says_anything_is_left_without_a_word(loop):
    client = loop.receive()

    loop.turn(HEAD_SECONDS + 1)

    assert client.recv(4096) == b""
    assert loop.worker.nr_conns == 0


def test_a_body_has_as_much_time_as_its_length_asks(loop):
    client = loop.receive()
    client.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
    loop.turn()

    loop.turn(100)
    client.setblocking(False)
    with pytest.raises(BlockingIOError):
        client.recv(4096)
    client.setblocking(True)
    loop.turn(100)

    assert b" 408 " in client.recv(4096)


def test_a_refused_client_that_does_not_hang_up_is_cut_off(loop):
    client = loop.receive()
    client.sendall(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    loop.turn()
    assert b" 411 " in client.recv(4096)
    assert loop.worker.nr_conns == 1

    loop.turn(LINGER_SECONDS + 1)

    assert loop.worker.nr_conns == 0


def test_the_longest_silent_make_room_for_newcomers(loop):
    first, second = loop.receive(), loop.receive()

    loop.worker._make_room()

    assert first.recv(1) == b""
    second.setblocking(False)
    with pytest.raises(BlockingIOError):
        second.recv(1)


def test_empty_lines_before_a_head_are_no_sign_of_life(loop):
    client = loop.receive()
    for _ in range(3):
        client.sendall(b"\r\n")
        loop.turn(HEAD_SECONDS / 2)

    assert client.recv(4096) == b""
    assert loop.worker.nr_conns == 0
