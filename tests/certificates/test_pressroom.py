"""Pages are drawn in a process of their own, and no page takes it down for others."""

import time

import pytest

from certificates.documents.errors import CannotDraw, TooMuch
from certificates.documents.pressroom import Pressroom
from tests.load.processes import memory_mb

PAGE = '<html lang="en"><title>t</title><body>Ada</body></html>'
LONG = "<p>word</p>" * 30_000


@pytest.fixture
def room():
    made = Pressroom(longest=20, idle=30)
    yield made
    made.close()


def process_of(room):
    return room._press


def test_pages_are_drawn_by_the_same_process(room):
    assert room.draw(PAGE).startswith(b"%PDF-")
    first = process_of(room)

    assert room.draw(PAGE).startswith(b"%PDF-")

    assert process_of(room) is first


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_drawn(room):
    room.draw(PAGE)
    room.longest = 0.5
    begun = time.monotonic()

    with pytest.raises(TooMuch):
        room.draw(PAGE + LONG)

    assert time.monotonic() - begun < 3
    room.longest = 20
    assert room.draw(PAGE).startswith(b"%PDF-")


def test_a_page_that_wants_too_much_memory_is_given_up(room):
    with pytest.raises(TooMuch):
        room.draw(PAGE.replace("Ada", "A" * 200_000_000))

    assert room.draw(PAGE).startswith(b"%PDF-")


def test_what_is_wrong_with_a_page_is_not_called_too_much(room):
    outside = PAGE.replace("<body>", '<link rel=stylesheet href="file:///x"><body>')

    with pytest.raises(CannotDraw, match="status 1"):
        room.draw(outside)

    assert room.draw(PAGE).startswith(b"%PDF-")


def test_a_process_that_was_killed_is_replaced(room):
    room.draw(PAGE)
    process_of(room).kill()
    process_of(room).wait()

    assert room.draw(PAGE).startswith(b"%PDF-")


def test_with_nothing_to_draw_it_costs_nothing():
    room = Pressroom(idle=0.3)
    room.draw(PAGE)
    process = process_of(room)
    assert memory_mb(process.pid) > 30

    process.wait(5)

    assert process_of(room) is None
