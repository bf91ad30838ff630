"""The porter answers plain requests for bells, and only those."""

import re

import pytest

from lms.kernel.bells import Bells
from lms.reception.porter import reply

BELLS = Bells(None, "a secret")
PLACE = BELLS.address("7")
BROWSER = "Host: localhost\r\nUser-Agent: a browser\r\n"


def letter(first: str = f"GET {PLACE} HTTP/1.1", more: str = "") -> bytes:
    return f"{first}\r\n{BROWSER}{more}\r\n".encode()


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 101.0)
    monkeypatch.setattr("time.time", lambda: 1_795_900_000.5)
    BELLS.ring({"7": "a.b"}, now=100.0)


def test_a_bell_is_answered_as_the_web_server_would():
    assert reply(BELLS, letter()) == (
        b"HTTP/1.1 200 OK\r\nDate: Sat, 28 Nov 2026 21:06:40 GMT\r\n"
        b"Content-Type: text/plain\r\nCache-Control: no-store\r\n"
        b"X-Content-Type-Options: nosniff\r\nContent-Length: 3\r\n"
        b"Connection: keep-alive\r\n\r\na.b"
    )


@pytest.mark.parametrize("word", ["keep-alive", "Keep-Alive"])
def test_a_browser_that_says_it_stays_is_answered(word):
    assert reply(BELLS, letter(more=f"Connection: {word}\r\n")) is not None


def test_a_wrong_signature_is_not_found():
    said = reply(BELLS, letter("GET /bells/7/abc HTTP/1.1"))

    assert said is not None
    assert re.match(rb"HTTP/1.1 404 Not Found\r\n", said)


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (f"GET {PLACE} HTTP/1.0", ""),
        (f"POST {PLACE} HTTP/1.1", ""),
        (f"GET {PLACE}?a=b HTTP/1.1", ""),
        (f"GET http://localhost{PLACE} HTTP/1.1", ""),
        ("GET /exams HTTP/1.1", ""),
        (f"GET {PLACE} HTTP/1.1", "Connection: close\r\n"),
        (f"GET {PLACE} HTTP/1.1", "connection : close\r\n"),
        (f"GET {PLACE} HTTP/1.1", "Connection: keep-alive, close\r\n"),
        (f"GET {PLACE} HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n"),
        (f"GET {PLACE} HTTP/1.1", "CONTENT-LENGTH: 0\r\n"),
        (f"GET {PLACE} HTTP/1.1", "Expect: 100-continue\r\n"),
        (f"GET {PLACE} HTTP/1.1", "Upgrade: websocket\r\n"),
        (f" GET {PLACE} HTTP/1.1", ""),
    ],
)
def test_anything_else_takes_the_ordinary_way(first, more):
    assert reply(BELLS, letter(first, more)) is None
