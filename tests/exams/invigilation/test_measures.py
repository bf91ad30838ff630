"""Time given and stopped while an exam runs, for one and for all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from exams.invigilation import measures
from exams.invigilation.errors import CountChanged, NotOpen
from exams.invigilation.measures import ForAll
from exams.invigilation.models import Incident
from exams.marking.models import ScoreRun
from exams.sittings import closing
from exams.sittings.models import Attempt, TimeEvent
from exams.sittings.sweeping import close_due_attempts
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import Visitor, a_person, actor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam().exam


@pytest.fixture
def ines(exam):
    return a_person("Ines Manager", Role.ADMIN)


def fresh(attempt):
    db.session.rollback()
    return db.session.get_one(Attempt, attempt.id)


def test_extra_time_reaches_the_candidate_with_the_next_word(ines, app):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    candidate = Visitor(app).sign_in(ada)
    state = f"/api/v1/attempts/{attempt.id}/state"
    before = candidate.get(state).json

    Visitor(app).sign_in(ines).post(
        f"/oversight/attempts/{attempt.id}/extension",
        {"extension-minutes": 12, "extension-reason": "a fire alarm"},
    )

    after = candidate.get(state).json
    event = db.session.scalars(select(TimeEvent)).one()
    assert after["remaining_ms"] - before["remaining_ms"] == 12 * 60 * 1000
    assert after["deadline_version"] == 2
    assert (event.kind, event.seconds, event.reason, event.by_id) == (
        "extension",
        720,
        "a fire alarm",
        ines.id,
    )


def test_an_extension_needs_its_minutes_and_its_reason(ines, visitor):
    attempt = started(a_person("Ada Stone"))

    page = visitor.sign_in(ines).post(
        f"/oversight/attempts/{attempt.id}/extension",
        {"extension-minutes": "-5", "extension-reason": " "},
    )

    assert page.status_code == 422
    assert "From 1 to 1440 minutes" in page.text
    assert "Say why, in a sentence." in page.text
    assert fresh(attempt).deadline_version == 1


def test_time_that_is_up_is_not_given_back(ines, set_clock):
    attempt = started(a_person("Ada Stone"))
    late = NOW + 61 * MINUTE

    with pytest.raises(NotOpen), transaction():
        measures.extend(attempt.id, 10, "late", by=actor(ines), now=late)

    assert fresh(attempt).deadline_at == NOW + 60 * MINUTE


def test_a_sweeper_that_looked_too_early_finds_the_extension(ines, app, set_clock):
    """RAC-08: what was given before the end wins over who is about to close it."""
    attempt = started(a_person("Ada Stone"))
    at_the_end = attempt.closes_at
    with transaction():
        measures.extend(attempt.id, 10, "fire", by=actor(ines), now=at_the_end)
    set_clock(at_the_end + timedelta(seconds=1))

    closed = close_due_attempts()

    assert closed == 0
    assert fresh(attempt).state == "open"
    assert db.session.scalar(select(func.count(ScoreRun.id))) == 0


def test_extension_and_sweeper_at_once_end_in_one_of_two_ways(exam, ines, app):
    """RAC-08: open with the time that was given, or closed with one score."""
    attempts = [started(a_person(f"Person {letter}")).id for letter in "ABCDEF"]
    end, by = NOW + 60 * MINUTE + timedelta(seconds=15), actor(ines)
    late = end + timedelta(microseconds=1)
    db.session.rollback()
    barrier = Barrier(2 * len(attempts))

    def extend(attempt_id):
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    measures.extend(attempt_id, 10, "fire", by=by, now=end)
            except NotOpen:
                return False
            return True

    def sweep(attempt_id):
        with app.app_context():
            barrier.wait()
            with transaction():
                found = db.session.get_one(Attempt, attempt_id)
                closing.close_if_due(found, now=late)

    with ThreadPoolExecutor(2 * len(attempts)) as pool:
        swept = [pool.submit(sweep, attempt_id) for attempt_id in attempts]
        given = list(pool.map(extend, attempts))
        for each in swept:
            each.result()

    db.session.rollback()
    found = [db.session.get_one(Attempt, attempt_id) for attempt_id in attempts]
    scores = dict(
        db.session.execute(
            select(ScoreRun.attempt_id, func.count()).group_by(ScoreRun.attempt_id)
        ).all()
    )
    assert [attempt.state == "open" for attempt in found] == given
    assert scores == {a.id: 1 for a in found if a.state == "closed"}


def test_while_the_clock_stands_still_nothing_is_shown_taken_or_lost(
    ines, app, set_clock
):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    staff, candidate = Visitor(app).sign_in(ines), Visitor(app).sign_in(ada)
    address = f"/oversight/attempts/{attempt.id}"
    staff.post(f"{address}/pause", {"pause-reason": "fire"})
    set_clock(NOW + 90 * MINUTE)

    seen = candidate.get(f"/api/v1/attempts/{attempt.id}").json
    swept = close_due_attempts()
    staff.post(f"{address}/resumption", {"resumption-reason": "out"})

    assert (seen["is_paused"], seen["questions"]) == (True, [])
    assert seen["remaining_ms"] == 60 * 60 * 1000
    assert swept == 0
    assert fresh(attempt).deadline_at == NOW + 150 * MINUTE
    assert fresh(attempt).paused_at is None


def test_a_clock_that_stands_still_is_not_stopped_twice(ines, visitor):
    attempt = started(a_person("Ada Stone"))
    visitor.sign_in(ines)
    pause = f"/oversight/attempts/{attempt.id}/pause"

    answers = [visitor.post(pause, {"pause-reason": "fire"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert db.session.scalar(select(func.count(TimeEvent.id))) == 1


def for_all(exam, count, reason="fire"):
    return ForAll(db.session.merge(exam), count, reason)


def test_all_get_time_and_the_trail_has_one_batch(exam, ines):
    attempts = [started(a_person(f"Person {letter}")) for letter in "ABC"]

    with transaction():
        what = for_all(exam, 3)
        done = measures.extend_all(what, 5, by=actor(ines), now=NOW)

    batch = db.session.scalars(
        select(AuditEvent).filter_by(action="exams.batch.extension")
    ).one()
    ids = sorted(attempt.id for attempt in attempts)
    assert sorted(done) == ids
    assert {fresh(a).deadline_at for a in attempts} == {NOW + 65 * MINUTE}
    assert batch.subject_id == "foundations"
    assert batch.after == {"attempts": ids, "reason": "fire", "minutes": 5}


def test_another_number_than_the_true_one_moves_nothing(exam, ines):
    attempts = [started(a_person(f"Person {letter}")) for letter in "AB"]

    with pytest.raises(CountChanged) as refused, transaction():
        measures.extend_all(for_all(exam, 1), 5, by=actor(ines), now=NOW)

    assert refused.value.detail == {"count": 2}
    assert {fresh(a).deadline_version for a in attempts} == {1}


def test_the_page_keeps_what_was_typed_when_the_number_has_changed(exam, ines, visitor):
    started(a_person("Ada Stone"))
    visitor.sign_in(ines)
    address = "/oversight/exam-day/foundations/pause"

    page = visitor.get(address)
    answer = visitor.post(address, {"reason": "a fire alarm", "count": 5})

    assert "1 open attempt is concerned" in page.text
    assert answer.status_code == 422
    assert "a fire alarm" in answer.text
    assert db.session.scalar(select(func.count(TimeEvent.id))) == 0


def test_all_are_paused_and_only_those_are_resumed(exam, ines, visitor):
    attempts = [started(a_person(f"Person {letter}")) for letter in "AB"]
    visitor.sign_in(ines)
    address = "/oversight/exam-day/foundations"

    visitor.post(f"{address}/pause", {"reason": "fire", "count": 2})
    paused = [fresh(a).paused_at for a in attempts]
    cleo = started(a_person("Cleo Moss"))
    visitor.post(f"{address}/resumption", {"reason": "out", "count": 2})

    assert paused == [NOW, NOW]
    assert [fresh(a).paused_at for a in attempts] == [None, None]
    assert fresh(cleo).deadline_version == 1


def test_an_incident_is_noted_for_one_and_for_all(exam, ines, visitor):
    attempt = started(a_person("Ada Stone"))
    visitor.sign_in(ines)

    visitor.post(
        f"/oversight/attempts/{attempt.id}/incidents",
        {"incident-text": "A phone rang twice."},
    )
    visitor.post(
        "/oversight/exam-day/foundations/incidents", {"text": "The light failed."}
    )

    rows = db.session.scalars(select(Incident).order_by(Incident.id)).all()
    page = visitor.get(f"/oversight/attempts/{attempt.id}").text
    assert [(row.attempt_id, row.text) for row in rows] == [
        (attempt.id, "A phone rang twice."),
        (None, "The light failed."),
    ]
    assert "A phone rang twice." in page
    assert "The light failed." in visitor.get("/oversight/exam-day").text


@pytest.mark.parametrize("measure", ["extension", "pause", "resumption"])
def test_measures_are_for_invigilators(exam, app, measure):
    started(a_person("Ada Stone"))
    address = f"/oversight/exam-day/foundations/{measure}"
    fields = {"reason": "fire", "count": 1, "minutes": 5}

    answers = {
        role: Visitor(app).sign_in(a_person(f"P {role}", role)).post(address, fields)
        for role in (Role.AUDITOR, Role.GRADER, Role.AUTHOR)
    }

    assert {a.status_code for a in answers.values()} == {403}
    assert db.session.scalar(select(func.count(TimeEvent.id))) == 0


def test_an_unknown_measure_is_404(exam, ines, visitor):
    page = visitor.sign_in(ines).get("/oversight/exam-day/foundations/ending")

    assert page.status_code == 404
