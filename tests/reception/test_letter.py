"""Requests that arrive in any pieces come out whole, one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lms.reception.letter import IN_MEMORY, LARGEST_BODY, LARGEST_HEAD, Letter, Step


def a_request(body: bytes, *more: str) -> bytes:
    head = ["PUT /x HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *more]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def contents(letter: Letter) -> bytes:
    return letter.data + (letter.file.read() if letter.file else b"")


def read_all(pieces: list[bytes]) -> list[bytes]:
    """What a server takes in from these pieces, letter by letter."""
    letters, letter = [], Letter()
    for piece in pieces:
        step = letter.take(piece)
        while step is Step.WHOLE:
            letters.append(contents(letter))
            rest = letter.rest
            letter.close()
            letter = Letter()
            step = letter.take(rest) if rest else Step.MORE
        assert step is Step.MORE
    return letters


@given(
    st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    st.lists(st.integers(0, 1500), max_size=12),
)
def test_letters_come_out_as_they_were_sent_however_they_are_cut(bodies, cuts):
    sent = [a_request(body) for body in bodies]
    stream = b"".join(sent)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(places) if b > a]

    assert read_all(pieces) == sent


def test_a_large_body_waits_in_a_file_and_what_follows_is_kept():
    large, small = a_request(b"x" * (IN_MEMORY * 3)), a_request(b"small")
    stream = large + small
    pieces = [stream[n : n + 10_000] for n in range(0, len(stream), 10_000)]

    assert read_all(pieces) == [large, small]


def test_a_large_body_is_not_held_in_memory():
    letter = Letter()

    letter.take(a_request(b"x" * (IN_MEMORY * 3))[: IN_MEMORY * 2])

    assert letter.data == b""
    letter.close()


def test_a_body_beyond_the_limit_is_answered_from_its_head():
    letter = Letter()

    step = letter.take(
        b"PUT /x HTTP/1.1\r\nContent-Length: %d\r\n\r\nxxx" % (LARGEST_BODY + 1)
    )

    assert (step, letter.cut) == (Step.WHOLE, True)
    assert letter.data.endswith(b"\r\n\r\n")


def test_lengths_that_make_no_sense_are_left_to_the_parser_without_a_body():
    for lengths in ("Content-Length: 1, 1", "Content-Length: -1", "Content-Length: x"):
        letter = Letter()
        step = letter.take(f"PUT /x HTTP/1.1\r\n{lengths}\r\n\r\nabc".encode())
        assert (step, letter.cut) == (Step.WHOLE, True), lengths
    twice = Letter()
    twice.take(b"PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")
    assert twice.cut


def test_a_head_without_end_is_refused_in_time():
    letter, step, fed = Letter(), Step.MORE, 0

    while step is Step.MORE and fed < LARGEST_HEAD * 2:
        step = letter.take(b"x" * 1000)
        fed += 1000

    assert step is Step.LARGE_HEAD
    assert fed <= LARGEST_HEAD + 1000


def test_a_body_without_length_is_refused():
    letter = Letter()

    step = letter.take(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")

    assert step is Step.NO_LENGTH


def test_a_client_that_waits_for_leave_is_given_it_once():
    letter = Letter()

    assert letter.take(a_request(b"12345", "Expect: 100-continue")[:-5]) is Step.LEAVE
    assert letter.take(b"123") is Step.MORE
    assert letter.take(b"45") is Step.WHOLE


def test_the_limit_is_the_products_own():
    from lms import app

    assert app.LARGEST_BODY == LARGEST_BODY
