"""Letters that are read at once are plain in every respect."""

import re
from datetime import UTC, datetime

import pytest

from lms.reception.plain import read

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KIND = re.compile(rb"PUT (/answers/[0-9]+) HTTP/1\.1\r\n")
FIRST = "PUT /answers/7 HTTP/1.1"
BODY = '{"a":1}'


def letter(first: str = FIRST, more: str = "", body: str = BODY) -> bytes:
    length = len(body.encode())
    head = f"Host: localhost\r\nContent-Length: {length}\r\nCookie: a=b; c=d\r\n{more}"
    return f"{first}\r\n{head}\r\n{body}".encode()


def test_head_and_body_are_read_as_the_web_server_would(set_clock):
    set_clock(NOON)

    asked = read(letter(more="X-CSRFToken:  abc \r\nContent-Type: text/x\r\n"), KIND)

    assert asked is not None
    assert (asked.path, asked.body, asked.at) == ("/answers/7", BODY.encode(), NOON)
    assert asked.environ == {
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": "a=b; c=d",
        "HTTP_X_CSRFTOKEN": "abc",
        "CONTENT_LENGTH": "7",
        "CONTENT_TYPE": "text/x",
    }


@pytest.mark.parametrize("word", ["keep-alive", "Keep-Alive"])
def test_whoever_says_that_they_stay_is_read(word):
    assert read(letter(more=f"Connection: {word}\r\n"), KIND)


def test_a_body_is_any_bytes():
    asked = read(letter(body="ж\r\n\r\n\x00"), KIND)

    assert asked is not None
    assert asked.body == "ж\r\n\r\n\x00".encode()


@pytest.mark.parametrize(
    ("first", "more"),
    [
        ("GET /answers/7 HTTP/1.1", ""),
        ("PUT /answers/7 HTTP/1.0", ""),
        ("PUT /answers/7?a=b HTTP/1.1", ""),
        ("PUT http://localhost/answers/7 HTTP/1.1", ""),
        (" PUT /answers/7 HTTP/1.1", ""),
        ("PUT /answers/7  HTTP/1.1", ""),
        (FIRST, "Connection: close\r\n"),
        (FIRST, "Connection: keep-alive, Upgrade\r\n"),
        (FIRST, "Transfer-Encoding: chunked\r\n"),
        (FIRST, "transfer-encoding : chunked\r\n"),
        (FIRST, "Upgrade: websocket\r\n"),
        (FIRST, "Expect: 100-continue\r\n"),
        (FIRST, "TE: trailers\r\n"),
        (FIRST, "Trailer: X\r\n"),
        (FIRST, "Host: elsewhere\r\n"),
        (FIRST, "cookie: x=y\r\n"),
        (FIRST, "Cookie : x=y\r\n"),
        (FIRST, "X_CSRFToken: abc\r\n"),
        (FIRST, "No colon\r\n"),
        (FIRST, ": nothing\r\n"),
        (FIRST, "X: one\r\n two\r\n"),
        (FIRST, "X: one\nY: two\r\n"),
        (FIRST, "X: one\rY: two\r\n"),
        (FIRST, "X: a\x00b\r\n"),
        (FIRST, "X: ж\r\n"),
    ],
)
def test_anything_else_is_left_to_the_web_server(first, more):
    assert read(letter(first, more), KIND) is None
