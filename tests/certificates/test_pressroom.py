"""Pages are drawn in processes of their own, and no page takes one down for others."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from subprocess import PIPE, Popen

import pytest

from certificates.documents.errors import CannotDraw, TooMuch
from certificates.documents.pressroom import Pressroom
from certificates.documents.sheets import Kind, Order, Sheet, pack
from lms.config import ROOT
from tests.load.processes import memory_mb

KIND = Kind("en", "Nimbus", "<section></section>", "", "", ())
PAGE = Order(KIND, (Sheet("t", "2026-11-28", "<p>Ada</p>", ""),), is_whole=True)
PACKED = pack(PAGE)
SHORT = "<p>word</p>"


@pytest.fixture
def room():
    made = Pressroom(1, longest=20, idle=30)
    yield made
    made.close()


def process_of(room):
    return room.presses[0].process


def drawn(room, order=PAGE):
    (one,) = room.draw(order)
    return one.pdf or one.fault


def saying(body):
    return replace(PAGE, sheets=(replace(PAGE.sheets[0], body=body),))


def test_pages_are_drawn_by_the_same_process(room):
    assert drawn(room).startswith(b"%PDF-")
    first = process_of(room)

    assert drawn(room).startswith(b"%PDF-")

    assert process_of(room) is first


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_drawn(room):
    drawn(room)
    room.longest = 0.5
    begun = time.monotonic()

    with pytest.raises(TooMuch):
        room.draw(saying(SHORT * 30_000))

    assert time.monotonic() - begun < 3
    room.longest = 20
    assert drawn(room).startswith(b"%PDF-")


def test_a_page_that_wants_too_much_memory_is_given_up(room):
    with pytest.raises(TooMuch):
        room.draw(saying("A" * 200_000_000))

    assert drawn(room).startswith(b"%PDF-")


def test_what_is_wrong_with_a_page_is_said_and_the_process_goes_on(room):
    drawn(room)
    first = process_of(room)

    said = drawn(room, saying('<img src="file:///etc/passwd" alt="x">'))

    assert said.startswith("FatalURLFetchingError")
    assert process_of(room) is first


def test_a_process_that_ends_by_itself_is_no_page_that_was_too_much(room, tmp_path):
    program = tmp_path / "certificates" / "documents" / "drawing.py"
    program.parent.mkdir(parents=True)
    program.write_text("import sys; sys.exit(7)")
    room.presses[0].folder = tmp_path

    with pytest.raises(CannotDraw, match="status 7"):
        room.draw(PAGE)


def test_a_process_that_was_killed_is_replaced(room):
    drawn(room)
    process_of(room).kill()
    process_of(room).wait()

    assert drawn(room).startswith(b"%PDF-")


@pytest.mark.parametrize("sent", [PACKED, PACKED[:-5], PACKED[:2]])
def test_a_worker_that_dies_leaves_no_process_and_no_complaint(sent):
    command = [sys.executable, "-m", "certificates.documents.drawing"]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        process.stdout.close()
        process.stdin.write(sent)
        process.stdin.close()
        complaint = process.stderr.read()

    assert (process.returncode, complaint) == (0, b"")


def test_with_nothing_to_draw_it_costs_nothing():
    room = Pressroom(1, idle=0.3)
    drawn(room)
    process = process_of(room)
    assert memory_mb(process.pid) > 30

    process.wait(5)

    time.sleep(0.1)
    assert process_of(room) is None


def test_one_page_after_the_other_needs_one_process_and_two_at_once_need_two():
    room = Pressroom(2)
    try:
        for _ in range(3):
            drawn(room)
        assert [press.process is not None for press in room.presses] == [True, False]

        with ThreadPoolExecutor(2) as threads:
            made = list(threads.map(lambda n: drawn(room), range(8)))

        assert all(pdf.startswith(b"%PDF-") for pdf in made)
        assert all(press.process is not None for press in room.presses)
    finally:
        room.close()


def test_while_one_page_is_too_much_the_others_are_drawn():
    room = Pressroom(2, longest=10)
    try:
        with ThreadPoolExecutor(2) as threads:
            bomb = threads.submit(room.draw, saying(SHORT * 300_000))
            others = [drawn(room) for _ in range(3)]
            with pytest.raises(TooMuch):
                bomb.result()
        assert all(pdf.startswith(b"%PDF-") for pdf in others)
    finally:
        room.close()
