"""Slow, greedy and hostile connections beside ordinary ones, on a real server."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from lms.config import ROOT
from tests.databases import sqlite_copy
from tests.load.processes import memory_mb, wait_for

SLOW = 40
MB = 1024 * 1024


class Server:
    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def deaf_line(self) -> socket.socket:
        """A connection that takes little at a time."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", self.port))
        return line

    def get(self, path: str = "/healthz") -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", path)
            return line.getresponse().status
        finally:
            line.close()

    def is_up(self) -> bool:
        with suppress(OSError):
            return self.get("/readyz") == 200
        return False

    def slowest(self, requests: int = 40) -> float:
        """Seconds that the slowest of some requests took."""
        waits = []
        for _ in range(requests):
            began = time.perf_counter()
            assert self.get() == 200
            waits.append(time.perf_counter() - began)
        return max(waits)

    def ask(self, data: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send raw bytes and read one answer."""
        with self.connect() as line:
            line.sendall(data)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read()


@pytest.fixture(scope="module")
def server(sqlite_file, tmp_path_factory) -> Iterator[Server]:
    """One web process of two threads: as little as an operator can give it."""
    folder = tmp_path_factory.mktemp("web")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with sqlite_copy(sqlite_file, folder) as url:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LMS_")},
            "LMS_DATABASE_URL": url,
            "LMS_DATA_DIR": str(folder),
            "LMS_WEB_WORKERS": "1",
            "LMS_WEB_THREADS": "2",
            "BIND": f"127.0.0.1:{port}",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "lms", "web"], env=environment, cwd=ROOT
        )
        server = Server(process.pid, port)
        try:
            wait_for(server.is_up)
            yield server
        finally:
            process.terminate()
            assert process.wait(30) == 0


@contextmanager
def slow_ones(server: Server, first: bytes) -> Iterator[None]:
    """Forty connections that send a beginning, and then a byte now and then."""
    lines = [server.connect() for _ in range(SLOW)]
    for line in lines:
        line.sendall(first)
    stopping = threading.Event()

    def drip() -> None:
        while not stopping.wait(0.1):
            for line in lines:
                with suppress(OSError):
                    line.send(b"1")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
        for line in lines:
            line.close()


BEGINNINGS = {
    "silence": b"",
    "a head without end": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "a body byte by byte": b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{",
    "a large body byte by byte": b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 9000000\r\n\r\n{",
}


@pytest.mark.parametrize("first", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_forty_slow_connections_cost_the_others_nothing(server, first):
    quiet = server.slowest()

    with slow_ones(server, first):
        beside = server.slowest()

    # One slow client held by a thread would cost seconds.
    assert beside < quiet * 10 + 0.5


def test_clients_that_do_not_read_cost_the_others_nothing(server):
    """Each asks for much and takes nothing: more than two sockets can hold."""
    quiet = server.slowest()
    asking = b"GET /static/vendor/htmx.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    lines = [server.deaf_line() for _ in range(4)]
    for line in lines:
        line.sendall(asking * 300)
    time.sleep(1)

    beside = server.slowest()

    for line in lines:
        line.close()
    assert beside < quiet * 10 + 0.5


def test_a_slow_reader_gets_every_byte(server):
    path = "static/vendor/htmx.min.js"
    line = server.deaf_line()
    asking = f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    line.sendall(asking * 40)
    found = []
    with line.makefile("rb") as reader:
        for _ in range(40):
            length = 0
            while (head := reader.readline()) != b"\r\n":
                if head.lower().startswith(b"content-length:"):
                    length = int(head.split(b":")[1])
            found.append(reader.read(length))
    line.close()

    assert set(found) == {(ROOT / path).read_bytes()}


def test_a_body_of_100_mb_is_refused_before_it_is_read(server):
    before = memory_mb(server.pid)

    status, headers, _ = server.ask(
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        b"application/x-www-form-urlencoded\r\nContent-Length: 104857600\r\n\r\n"
    )

    assert (status, headers["connection"]) == (413, "close")
    with server.connect() as line:
        line.sendall(
            b"POST /api/v1/attempts HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 104857600\r\n\r\n"
        )
        sent = 0
        with suppress(OSError):
            for _ in range(100):
                line.sendall(b"x" * MB)
                sent += 1
    assert server.get() == 200
    assert memory_mb(server.pid) < before + 16


FIRST = "HTTP/1.1\r\nHost: localhost\r\n"
OUT_OF_SHAPE = {
    "a head without end": (f"GET / {FIRST}X: {'x' * 40_000}", 431),
    "a long header": (f"GET / {FIRST}X: {'x' * 9000}\r\n\r\n", 431),
    "a long address": (f"GET /{'x' * 9000} {FIRST}\r\n", 414),
    "nonsense": ("nonsense\r\n\r\n", 400),
    "a list of lengths": (f"PUT / {FIRST}Content-Length: 1, 1\r\n\r\nab", 400),
    "two lengths": (
        f"PUT / {FIRST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        400,
    ),
    "no length": (
        f"PUT / {FIRST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        411,
    ),
}


@pytest.mark.parametrize(
    ("raw", "status"), OUT_OF_SHAPE.values(), ids=OUT_OF_SHAPE.keys()
)
def test_requests_out_of_shape_are_refused_with_a_reason(server, raw, status):
    found, headers, body = server.ask(raw.encode())

    assert found == status
    assert body
    assert headers["connection"] == "close"


def test_many_requests_on_one_connection_are_answered_in_order(server):
    with server.connect() as line:
        for n in range(5):
            line.sendall(
                f"GET /nowhere{n} HTTP/1.1\r\nHost: localhost\r\n\r\n"
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
        line.settimeout(5)
        statuses = []
        with line.makefile("rb") as reader:
            while len(statuses) < 10:
                head = reader.readline()
                statuses.append(int(head.split()[1]))
                length = 0
                while (field := reader.readline()) != b"\r\n":
                    if field.lower().startswith(b"content-length:"):
                        length = int(field.split(b":")[1])
                reader.read(length)

    assert statuses == [404, 200] * 5


def test_leave_to_send_is_given_to_those_who_ask(server):
    body = json.dumps({"exam": "x"}).encode()
    with server.connect() as line:
        line.sendall(
            b"POST /api/v1/attempts HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        )
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(body)
        assert line.recv(4096).startswith((b"HTTP/1.1 401", b"HTTP/1.1 400"))


def test_a_server_in_its_last_moments_still_answers_what_was_sent(server):
    """Kept connections are closed, not cut: SIGHUP takes new processes."""
    with server.connect() as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in line.recv(4096)
        os.kill(server.pid, signal.SIGHUP)
        time.sleep(0.3)
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in line.recv(4096)
    wait_for(server.is_up)


def test_thousands_of_requests_in_one_piece_are_answered_one_after_the_other(server):
    bell, number = b"GET /bells/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 3000
    answers = b""
    with server.connect() as line:
        line.sendall(bell * number)
        while answers.count(b"HTTP/1.1 404") < number:
            piece = line.recv(1 << 16)
            assert piece, answers.count(b"HTTP/1.1 404")
            answers += piece

    assert server.get() == 200


def test_a_header_does_not_turn_a_bell_into_a_page(server):
    status, _, _ = server.ask(
        b"GET /bells/healthz HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: /bells\r\n\r\n"
    )

    assert status == 404
