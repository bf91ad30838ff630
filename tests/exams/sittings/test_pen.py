"""One window writes at a time; the others say so."""

import pytest
from werkzeug.exceptions import NotFound

from exams.sittings import pen
from lms.kernel import clock
from lms.kernel.db import transaction
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import Visitor, a_person, actor


@pytest.fixture
def ada(visitor):
    ada = a_person("Ada Lovelace")
    an_exam()
    visitor.sign_in(ada)
    return ada


@pytest.fixture
def attempt(ada):
    return started(ada)


def take_pen(visitor, attempt):
    return visitor.send("POST", f"/api/v1/attempts/{attempt.id}/pen", {})


def save(visitor, attempt, epoch, op, base=0, letter="a"):
    return visitor.send(
        "PUT",
        f"/api/v1/attempts/{attempt.id}/answers/1",
        {
            "op_id": op,
            "base_revision": base,
            "response": tokens(attempt, 1, letter),
            "writer_epoch": epoch,
        },
    )


def test_the_window_that_took_the_pen_last_writes(visitor, attempt):
    first, second = (take_pen(visitor, attempt).json["writer_epoch"] for _ in "ab")

    old = save(visitor, attempt, first, "old")
    new = save(visitor, attempt, second, "new")

    assert (first, second) == (1, 2)
    assert old.status_code == 409
    error = old.json["error"]
    assert (error["code"], error["writer_epoch"]) == ("pen_moved", 2)
    assert new.json["revision"] == 1


def test_the_old_window_learns_of_it_without_writing(visitor, attempt):
    take_pen(visitor, attempt)
    take_pen(visitor, attempt)

    state = visitor.get(f"/api/v1/attempts/{attempt.id}/state").json

    assert state["writer_epoch"] == 2


def test_a_save_that_arrived_before_the_pen_moved_keeps_its_receipt(visitor, attempt):
    take_pen(visitor, attempt)
    first = save(visitor, attempt, 1, "one")
    take_pen(visitor, attempt)

    again = save(visitor, attempt, 1, "one")

    assert first.json["receipt"] == again.json["receipt"]


@pytest.mark.parametrize("what", ["flags", "notes"])
def test_flags_and_notes_are_written_by_the_same_pen(visitor, attempt, what):
    take_pen(visitor, attempt)
    take_pen(visitor, attempt)
    said = {"flags": {"flagged": True}, "notes": {"text": "Ask twice"}}[what]
    address = f"/api/v1/attempts/{attempt.id}/{what}/1"

    old = visitor.send("PUT", address, {**said, "writer_epoch": 1})
    new = visitor.send("PUT", address, {**said, "writer_epoch": 2})

    assert (old.json["error"]["code"], new.json) == ("pen_moved", said)


def test_a_note_comes_back_and_is_nobody_elses(app, visitor, attempt):
    address = f"/api/v1/attempts/{attempt.id}"
    visitor.send("PUT", f"{address}/notes/1", {"text": "Ask twice"})
    mallory = Visitor(app).sign_in(a_person("Mallory"))

    shown = visitor.get(address).json["questions"][0]

    assert (shown["note"], shown["revision"]) == ("Ask twice", 0)
    assert mallory.get(address).status_code == 404


def test_a_note_beside_an_answer_changes_neither(visitor, attempt):
    take_pen(visitor, attempt)
    save(visitor, attempt, 1, "one", letter="c")
    address = f"/api/v1/attempts/{attempt.id}"
    visitor.send("PUT", f"{address}/notes/1", {"text": "Sure?", "writer_epoch": 1})
    save(visitor, attempt, 1, "two", base=1, letter="d")

    shown = visitor.get(address).json["questions"][0]

    assert (shown["note"], shown["revision"]) == ("Sure?", 2)
    assert shown["response"] == tokens(attempt, 1, "d")


def test_there_is_no_pen_for_a_closed_attempt(visitor, attempt):
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    assert take_pen(visitor, attempt).json["error"]["code"] == "attempt_closed"


def test_nobody_takes_anothers_pen(app, attempt):
    mallory = Visitor(app).sign_in(a_person("Mallory"))

    assert take_pen(mallory, attempt).status_code == 404
    eve = actor(a_person("Eve"))
    with pytest.raises(NotFound), transaction():
        pen.take(attempt.id, by=eve, now=clock.now())
