"""Our own outages take nobody's time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from exams.sittings import deadlines, outages, sweeping
from exams.sittings.models import Attempt, Heartbeat, Outage, TimeEvent
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import a_person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def at(set_clock):
    def move(seconds):
        now = NOON + timedelta(seconds=seconds)
        set_clock(now)
        return now

    move(0)
    return move


@pytest.fixture
def attempt(visitor, at):
    """Begun at noon for an hour, with a server that beats."""
    ada = a_person("Ada Lovelace")
    an_exam()
    visitor.sign_in(ada)
    beat(at(0))
    return started(ada)


def beat(now):
    with transaction():
        outages.beat(now=now)


def alive_until(now):
    """As if the server had beaten every few seconds until now."""
    with transaction():
        db.session.execute(update(Heartbeat).values(at=now))


def given():
    db.session.rollback()
    return [
        (event.kind, event.seconds)
        for event in db.session.scalars(select(TimeEvent).order_by(TimeEvent.id))
    ]


def save(visitor, attempt):
    body = {"op_id": "one", "base_revision": 0, "response": tokens(attempt, 1, "a")}
    return visitor.send("PUT", f"/api/v1/attempts/{attempt.id}/answers/1", body)


def test_while_the_server_beats_nobody_is_given_anything(attempt, at):
    for seconds in (5, 10, 24):
        beat(at(seconds))

    assert given() == []
    assert db.session.scalar(select(Heartbeat.at)) == NOON + timedelta(seconds=24)


def test_a_silence_is_given_back_to_open_attempts(attempt, at):
    alive_until(at(300))
    beat(at(480))

    assert given() == [("outage", 180)]
    known = db.session.scalars(select(Outage)).one()
    assert (
        known.ended_at - known.began_at,
        known.attempts,
        known.credited_seconds,
    ) == (
        timedelta(minutes=3),
        1,
        180,
    )
    deadline = db.session.get_one(Attempt, attempt.id).deadline_at
    assert deadline == NOON + timedelta(minutes=63)


def test_an_attempt_whose_time_ran_out_in_the_silence_goes_on(visitor, attempt, at):
    alive_until(at(3500))
    at(3700)  # 100 s of time were left when we fell silent

    answer = save(visitor, attempt)

    assert answer.status_code == 200
    assert answer.json["remaining_ms"] == 100_000


def test_the_sweeper_closes_nobody_while_we_are_silent(attempt, at):
    alive_until(at(3500))
    at(3700)
    sweeping.close_due_attempts()
    beat(at(3701))

    assert sweeping.close_due_attempts() == 0
    assert db.session.get_one(Attempt, attempt.id).state == "open"
    assert given() == [("outage", 201)]


def test_time_that_was_over_before_the_silence_stays_over(visitor, attempt, at):
    alive_until(at(3616))
    at(4000)

    refused = save(visitor, attempt)

    assert refused.status_code == 409
    assert refused.json["error"]["code"] in {"time_is_up", "attempt_closed"}
    closed = db.session.get_one(Attempt, attempt.id)
    assert (closed.state, closed.finished_at) == ("closed", NOON + timedelta(hours=1))
    assert given() == []


def test_of_two_that_wake_up_one_credits(attempt, at):
    alive_until(at(300))
    now = at(400)
    beat(now)
    beat(now)
    with transaction():
        assert outages.settle(now=now) is False

    assert given() == [("outage", 100)]


def test_more_than_the_cap_is_never_given(app, attempt, at):
    most = app.config["SETTINGS"].outage_credit_minutes * 60
    alive_until(at(600))
    beat(at(600 + most - 60))
    beat(at(600 + 2 * most))

    assert given() == [("outage", most - 60), ("outage", 60)]


def test_a_pause_is_not_credited_twice(attempt, at):
    alive_until(at(300))
    with transaction():
        deadlines.pause([attempt.id], "Fire alarm", by=SYSTEM, now=at(301))
    beat(at(600))
    with transaction():
        deadlines.resume([attempt.id], "All clear", by=SYSTEM, now=at(601))

    assert given() == [("pause", 0), ("resume", 300)]


def test_a_pause_that_ended_in_the_silence_is_not_credited_twice(attempt, at):
    alive_until(at(300))
    with transaction():
        deadlines.pause([attempt.id], "Fire alarm", by=SYSTEM, now=at(301))
    with transaction():
        deadlines.resume([attempt.id], "All clear", by=SYSTEM, now=at(601))
    beat(at(661))

    assert given() == [("pause", 0), ("resume", 300), ("outage", 60)]


def test_nobody_is_closed_unasked_before_the_server_is_seen_again(attempt, at):
    alive_until(at(3610))
    at(3622)  # grace and all is over, but perhaps we are falling silent

    assert sweeping.close_due_attempts() == 0

    beat(at(3624))
    assert sweeping.close_due_attempts() == 1
    assert given() == []


def test_a_clock_that_steps_back_credits_nothing(attempt, at):
    alive_until(at(300))
    beat(at(100))
    beat(at(302))

    assert given() == []


def test_before_the_first_heartbeat_nothing_is_known_of_outages(app, at):
    ada = a_person("Ada Lovelace")
    an_exam()
    attempt = started(ada)
    at(3700)

    sweeping.close_due_attempts()

    assert db.session.get_one(Attempt, attempt.id).state == "closed"


def test_a_sweep_is_no_heartbeat_of_a_server_that_is_away(app, attempt, at):
    """The worker comes by while nobody can save: the whole silence counts."""
    at(-60)
    started(a_person("Grace Hopper"))
    alive_until(at(3548))
    for seconds in (3558, 3563, 3568):
        at(seconds)
        sweeping.close_due_attempts()

    beat(at(3573))

    assert given() == [("outage", 25), ("outage", 25)]
