"""The page of the exam day: who sits, who is in trouble, how we are doing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from exams.invigilation import day, meter
from exams.invigilation.models import SaveMinute
from exams.sittings.models import Answer, Attempt, Outage
from lms.accounts.models import SignIn
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import Visitor, a_person

NOW = datetime(2026, 11, 22, 10, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGE = "/oversight/exam-day"
PAGE_QUERIES = 16


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam().exam


@pytest.fixture
def ines(exam):
    return a_person("Ines Manager", Role.ADMIN)


def changed(attempt, **values):
    with transaction():
        db.session.execute(
            update(Attempt).where(Attempt.id == attempt.id).values(**values)
        )


def test_an_empty_day_says_so(ines, visitor):
    page = visitor.sign_in(ines).get(PAGE).text

    assert "Nobody is sitting an exam" in page
    assert "Nobody: every open attempt is heard of" in page


def test_starts_are_counted_by_the_minute(exam, set_clock):
    for person, ago in (("A", 0), ("B", 1), ("C", 1), ("D", 29), ("E", 30)):
        set_clock(NOW - ago * MINUTE)
        started(a_person(f"Person {person}"))

    found = {line.at: line.starts for line in day.minutes(now=NOW) if line.starts}

    minute = NOW.replace(second=0)
    assert found == {minute: 1, minute - MINUTE: 2, minute - 29 * MINUTE: 1}
    assert len(day.minutes(now=NOW)) == 30


def test_a_save_is_measured_and_kept_with_the_heartbeat(exam, app):
    ada = a_person("Ada Stone")
    attempt, visitor = started(ada), Visitor(app).sign_in(ada)
    body = {"op_id": "op", "base_revision": 0, "response": tokens(attempt, 1, "a")}
    visitor.send("PUT", f"/api/v1/attempts/{attempt.id}/answers/1", body)
    visitor.get(f"/api/v1/attempts/{attempt.id}/state")

    for _ in range(2):
        with transaction():
            meter.write(now=NOW)

    row = db.session.scalars(select(SaveMinute)).one()
    assert (row.minute, sum(row.buckets)) == (NOW.replace(second=0), 1)
    assert day.minutes(now=NOW)[-1].saves == 1
    assert day.slowest_saves(now=NOW) is not None


def test_processes_are_added_up_and_old_minutes_forgotten(exam):
    midnight = NOW.replace(minute=0, second=0)
    row = {"minute": midnight - timedelta(days=3), "process": "1", "buckets": [1] * 18}
    with transaction():
        db.session.add(SaveMinute(**row))
        for process in "12":
            fast = SaveMinute(minute=midnight, process=process, buckets=[50] + [0] * 17)
            db.session.add(fast)
    with transaction():
        meter.write(now=midnight)

    assert day.minutes(now=midnight)[-1].saves == 100
    assert day.slowest_saves(now=midnight) == 1
    assert len(db.session.scalars(select(SaveMinute)).all()) == 2


def test_what_is_open_past_its_deadline_is_an_alarm(exam, ines, visitor):
    attempt = started(a_person("Ada Stone"))
    changed(attempt, closes_at=NOW - timedelta(seconds=61))
    late = started(a_person("Bob Reed"))
    changed(late, closes_at=NOW - timedelta(seconds=59))

    page = visitor.sign_in(ines).get(PAGE).text

    assert day.overdue(now=NOW).total == 1
    assert "1 attempt is open past its deadline." in page
    assert "Ada Stone" in page


def test_unsent_answers_and_stopped_clocks_are_listed(exam, ines, visitor):
    changed(started(a_person("Ada Stone")), unsent=3)
    changed(started(a_person("Bob Reed")), paused_at=NOW)

    page = visitor.sign_in(ines).get(PAGE).text

    assert "3 answers not here" in page
    assert "1 paused" in page
    assert (day.with_unsent().total, day.paused().total) == (1, 1)


@pytest.mark.parametrize(
    ("seen_ago", "saved_ago", "is_silent"),
    [(9, None, True), (7, None, False), (9, 4, True), (9, 2, False)],
)
def test_who_says_nothing_is_listed_when_it_is_certain(
    exam, set_clock, seen_ago, saved_ago, is_silent
):
    """Being seen is noted every five minutes: silent means three more."""
    ada = a_person("Ada Stone")
    set_clock(NOW - 30 * MINUTE)
    attempt = started(ada)
    with transaction():
        db.session.add(
            SignIn(
                token_hash="x",
                person_id=ada.id,
                started_at=NOW - 40 * MINUTE,
                seen_at=NOW - seen_ago * MINUTE,
            )
        )
        if saved_ago:
            db.session.add(
                Answer(
                    attempt_id=attempt.id,
                    position=1,
                    revision=1,
                    response=["a"],
                    saved_at=NOW - saved_ago * MINUTE,
                )
            )

    assert day.silent(now=NOW).total == int(is_silent)


def test_outages_and_their_credit_are_shown(exam, ines, visitor):
    with transaction():
        db.session.add(
            Outage(
                began_at=NOW - 40 * MINUTE,
                ended_at=NOW - 38 * MINUTE,
                attempts=12,
                credited_seconds=1440,
            )
        )

    page = visitor.sign_in(ines).get(PAGE).text

    assert "09:20:30–09:22:30" in page
    assert "12 attempts were credited." in page


def test_an_auditor_looks_and_does_nothing(exam, visitor):
    started(a_person("Ada Stone"))
    visitor.sign_in(a_person("Nina Auditor", Role.AUDITOR))

    page = visitor.get(PAGE).text

    assert "1 open attempt" in page
    assert "Give everybody time" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_one_candidate_and_for_three(
    exam, ines, visitor, queries, rows
):
    for number in range(rows):
        attempt = started(a_person(f"Person {number}"))
        changed(attempt, unsent=1)
    visitor.sign_in(ines)
    queries.clear()

    assert visitor.get(PAGE).status_code == 200
    assert len(queries) == PAGE_QUERIES
