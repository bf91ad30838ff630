"""Deadlines that move: each move is a row that says how far, why and by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from exams.sittings import closing, deadlines, queries, sweeping
from exams.sittings.models import Attempt, TimeEvent
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import Visitor, a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EXTRA = deadlines.Why("extension", "The fire alarm rang")


@pytest.fixture
def at(set_clock):
    """Move the clock to this many seconds after noon."""

    def move(seconds):
        now = NOON + timedelta(seconds=seconds)
        set_clock(now)
        return now

    move(0)
    return move


@pytest.fixture
def attempt(visitor, at):
    ada = a_person("Ada Lovelace")
    an_exam()
    visitor.sign_in(ada)
    return started(ada)


def state(visitor, attempt):
    return visitor.get(f"/api/v1/attempts/{attempt.id}/state").json


def save(visitor, attempt, op="one"):
    body = {"op_id": op, "base_revision": 0, "response": tokens(attempt, 1, "a")}
    return visitor.send("PUT", f"/api/v1/attempts/{attempt.id}/answers/1", body)


def events():
    db.session.rollback()
    return [
        (e.kind, e.seconds, e.deadline_before, e.deadline_after, e.reason)
        for e in db.session.scalars(select(TimeEvent).order_by(TimeEvent.id))
    ]


def test_an_extension_moves_the_deadline_and_says_why(visitor, attempt, at):
    now = at(1800)
    marina = a_person("Marina Orlova")
    with transaction():
        deadlines.give({attempt.id: 600}, EXTRA, by=actor(marina), now=now)

    said = state(visitor, attempt)

    assert (said["remaining_ms"], said["deadline_version"]) == (2_400_000, 2)
    end = NOON + timedelta(hours=1)
    assert events() == [
        ("extension", 600, end, end + timedelta(minutes=10), "The fire alarm rang")
    ]
    assert db.session.scalars(
        select(AuditEvent.actor_id).filter_by(action="exams.attempt.extension")
    ).all() == [marina.id]


def test_an_extension_in_the_grace_wins_and_answers_go_on(visitor, attempt, at):
    now = at(3610)
    with transaction():
        deadlines.give({attempt.id: 600}, EXTRA, by=SYSTEM, now=now)
    at(4190)

    assert save(visitor, attempt).status_code == 200


def test_an_extension_never_reopens_what_was_over(visitor, attempt, at):
    now = at(3616)
    with transaction():
        moved = deadlines.give({attempt.id: 600}, EXTRA, by=SYSTEM, now=now)

    assert moved == []
    assert events() == []
    assert state(visitor, attempt)["state"] == "closed"


def test_a_pause_keeps_the_time_and_covers_the_paper(visitor, attempt, at):
    now = at(600)
    with transaction():
        deadlines.pause([attempt.id], "Fire alarm", by=SYSTEM, now=now)
    at(7200)  # long after the deadline would have passed
    assert queries.due(NOON + timedelta(seconds=7200)) == []
    sweeping.close_due_attempts()

    shown = visitor.get(f"/api/v1/attempts/{attempt.id}").json

    assert (shown["state"], shown["is_paused"]) == ("open", True)
    assert (shown["remaining_ms"], shown["questions"]) == (3_000_000, [])
    refused = save(visitor, attempt)
    assert refused.json["error"]["code"] == "attempt_paused"


def test_after_a_pause_there_is_as_much_time_as_before(visitor, attempt, at):
    with transaction():
        deadlines.pause([attempt.id], "Fire alarm", by=SYSTEM, now=at(600))
    with transaction():
        deadlines.resume([attempt.id], "All clear", by=SYSTEM, now=at(1500))

    assert state(visitor, attempt)["remaining_ms"] == 3_000_000
    assert save(visitor, attempt).status_code == 200
    assert [event[:2] for event in events()] == [("pause", 0), ("resume", 900)]


def test_pausing_twice_is_pausing_once(attempt, at):
    with transaction():
        deadlines.pause([attempt.id], "", by=SYSTEM, now=at(600))
    with transaction():
        again = deadlines.pause([attempt.id], "", by=SYSTEM, now=at(700))

    assert again == []
    assert db.session.get_one(Attempt, attempt.id).paused_at == NOON + timedelta(
        minutes=10
    )


@pytest.mark.parametrize(("seconds", "left"), [(0.4, 3599_600), (7, 3_600_000)])
def test_the_clock_begins_with_the_first_question_on_the_screen(
    visitor, attempt, at, seconds, left
):
    at(seconds)
    painted = visitor.send("POST", f"/api/v1/attempts/{attempt.id}/painted", {})

    assert painted.json["remaining_ms"] == left


def test_only_the_first_painting_gives_time_back_and_only_so_much(visitor, attempt, at):
    at(300)
    first = visitor.send("POST", f"/api/v1/attempts/{attempt.id}/painted", {})
    at(310)
    again = visitor.send("POST", f"/api/v1/attempts/{attempt.id}/painted", {})

    assert first.json["remaining_ms"] == 3_320_000
    assert again.json["remaining_ms"] == 3_310_000


def test_somebody_elses_attempt_gets_no_time(app, attempt, at):
    mallory = Visitor(app).sign_in(a_person("Mallory"))
    at(5)

    answer = mallory.send("POST", f"/api/v1/attempts/{attempt.id}/painted", {})

    assert answer.status_code == 404
    assert events() == []


def test_the_database_refuses_to_rewrite_why_a_deadline_moved(attempt, at):
    with transaction():
        deadlines.give({attempt.id: 600}, EXTRA, by=SYSTEM, now=at(5))

    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(update(TimeEvent).values(seconds=6000))


def test_a_sweep_and_an_extension_end_in_one_of_the_two(attempt, at):
    now = at(3616)
    sweeping.close_due_attempts()
    with transaction():
        moved = deadlines.give({attempt.id: 600}, EXTRA, by=SYSTEM, now=now)

    closed = db.session.get_one(Attempt, attempt.id)
    assert (moved, closed.state) == ([], "closed")
    assert closed.finished_at == NOON + timedelta(hours=1)
    with transaction():
        assert closing.close_if_due(closed, now=now)


def test_after_our_clock_was_set_back_one_can_still_hand_in(visitor, attempt, at):
    at(-7200)

    answer = visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    assert answer.status_code == 200
    assert db.session.get_one(Attempt, attempt.id).finished_at == NOON
