"""Void, and open again: two persons, one execution, and no certificate below it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from certificates.awards.models import Certificate
from exams.invigilation import reopening
from exams.invigilation.models import AttemptVoid, Reopening
from exams.marking.models import ScoreRun
from exams.sittings.models import Attempt, TimeEvent
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, right, started
from tests.factories import a_programme
from tests.people import Visitor, a_person, actor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLACES = (1, 2, 3)


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    a_programme()
    return an_exam().exam


@pytest.fixture
def ada(exam):
    return a_person("Ada Stone")


@pytest.fixture
def ines(exam):
    return a_person("Ines Manager", Role.ADMIN)


@pytest.fixture
def pavel(exam):
    return a_person("Pavel Manager", Role.PROGRAMME_MANAGER)


def fresh(attempt):
    db.session.rollback()
    return db.session.get_one(Attempt, attempt.id)


def sat(app, person, *answered):
    """An attempt handed in with right answers at these places."""
    attempt, visitor = started(person), Visitor(app).sign_in(person)
    for place in answered:
        answer_right(visitor, attempt, place)
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    return fresh(attempt)


def answer_right(visitor, attempt, place):
    body = {"op_id": f"op-{place}", "base_revision": 0}
    path = f"/api/v1/attempts/{attempt.id}/answers/{place}"
    return visitor.send("PUT", path, {**body, "response": right(attempt, place)})


def proposed(attempt, by, minutes=20):
    with transaction():
        return reopening.propose(
            attempt.id, minutes, "a power cut", by=actor(by), now=NOW
        )


def void(visitor, attempt, spent="no"):
    return visitor.post(
        f"/oversight/attempts/{attempt.id}/void",
        {"void-reason": "sat by somebody else", "void-spent": spent},
    )


def test_approved_by_a_second_person_the_attempt_goes_on(
    app, ada, ines, pavel, set_clock
):
    """TIM-10: wrongly ended, its answers are as they were."""
    attempt = sat(app, ada, 1)
    row = proposed(attempt, ines)
    later = NOW + 30 * MINUTE
    set_clock(later)

    answer = (
        Visitor(app).sign_in(pavel).post(f"/oversight/reopenings/{row.id}/approval")
    )
    candidate = Visitor(app).sign_in(ada)
    answer_right(candidate, attempt, 2)
    candidate.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    runs = db.session.scalars(select(ScoreRun).order_by(ScoreRun.number)).all()
    event = db.session.scalars(select(TimeEvent).filter_by(kind="reopened")).one()
    assert answer.status_code == 302
    assert [(run.number, run.earned) for run in runs] == [(1, 1), (2, 2)]
    assert (event.seconds, event.deadline_after) == (1200, later + 20 * MINUTE)
    assert (event.by_id, event.reason) == (pavel.id, "a power cut")


def test_the_minutes_run_from_the_approval(app, ada, ines, pavel, set_clock):
    attempt = sat(app, ada)
    row = proposed(attempt, ines)
    later = NOW + 45 * MINUTE
    set_clock(later)

    with transaction():
        reopening.approve(row.id, by=actor(pavel), now=later)

    found = fresh(attempt)
    assert (found.state, found.finished_at, found.cause) == ("open", None, None)
    assert found.deadline_at == later + 20 * MINUTE
    assert found.closes_at == found.deadline_at + timedelta(seconds=15)


def test_who_proposed_cannot_approve_in_any_way(app, ada, ines):
    """RAC-10: not in another session, not with another role, not past the code."""
    attempt = sat(app, ada)
    row = proposed(attempt, ines)
    sessions = [Visitor(app).sign_in(ines) for _ in range(2)]

    answers = [
        visitor.post(f"/oversight/reopenings/{row.id}/approval") for visitor in sessions
    ]
    page = sessions[0].get(f"/oversight/attempts/{attempt.id}").text

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Approve and open" not in page
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            update(Reopening).values(approved_at=NOW, approved_by_id=ines.id)
        )
    assert fresh(attempt).state == "closed"


def test_two_approvals_at_once_are_one_execution(app, ada, ines, pavel):
    attempt = sat(app, ada)
    row = proposed(attempt, ines)
    colleagues = [pavel, a_person("Olga Manager", Role.ADMIN)]
    visitors = [Visitor(app).sign_in(colleagues[n % 2]) for n in range(6)]
    pairs = [(visitor, visitor.token()) for visitor in visitors]
    address = f"/oversight/reopenings/{row.id}/approval"
    db.session.rollback()
    barrier = Barrier(len(pairs))

    def approve(pair):
        visitor, token = pair
        with app.app_context():
            barrier.wait()
            return visitor.client.post(address, data={"csrf_token": token})

    with ThreadPoolExecutor(len(pairs)) as pool:
        answers = list(pool.map(approve, pairs))

    assert sorted(answer.status_code for answer in answers) == [302] + [409] * 5
    assert db.session.scalar(select(func.count(TimeEvent.id))) == 1
    assert fresh(attempt).deadline_version == 2


def test_a_refused_proposal_opens_nothing_and_can_be_made_again(app, ada, ines, pavel):
    attempt = sat(app, ada)
    row = proposed(attempt, ines)
    visitor = Visitor(app).sign_in(pavel)
    visitor.post(f"/oversight/reopenings/{row.id}/refusal")

    late = visitor.post(f"/oversight/reopenings/{row.id}/approval")
    again = proposed(attempt, pavel)

    assert late.status_code == 409
    assert fresh(attempt).state == "closed"
    assert again.id != row.id


def test_one_proposal_waits_at_a_time(app, ada, ines, pavel):
    attempt = sat(app, ada)
    proposed(attempt, ines)

    answer = (
        Visitor(app)
        .sign_in(pavel)
        .post(
            f"/oversight/attempts/{attempt.id}/reopenings",
            {"reopening-minutes": 5, "reopening-reason": "me too"},
        )
    )

    assert answer.status_code == 409
    assert db.session.scalar(select(func.count(Reopening.id))) == 1


def test_an_attempt_with_a_certificate_stays_closed(app, ada, ines, pavel):
    attempt = sat(app, ada, *PLACES)
    assert db.session.scalar(select(func.count(Certificate.id))) == 1

    answer = (
        Visitor(app)
        .sign_in(ines)
        .post(
            f"/oversight/attempts/{attempt.id}/reopenings",
            {"reopening-minutes": 5, "reopening-reason": "a mistake"},
        )
    )

    assert answer.status_code == 409
    assert "A certificate came from this attempt" in answer.text
    assert db.session.scalar(select(func.count(Reopening.id))) == 0


def test_only_the_last_attempt_can_be_opened(app, ada, ines, set_clock):
    first = sat(app, ada)
    set_clock(NOW + timedelta(days=15))
    started(ada)

    answer = (
        Visitor(app)
        .sign_in(ines)
        .post(
            f"/oversight/attempts/{first.id}/reopenings",
            {"reopening-minutes": 5, "reopening-reason": "a mistake"},
        )
    )

    assert answer.status_code == 409
    assert "A later attempt was begun" in answer.text


def test_a_void_attempt_has_no_result_and_no_score_that_counts(app, ada, ines):
    attempt = sat(app, ada, 1)
    candidate = Visitor(app).sign_in(ada)
    before = candidate.get(f"/api/v1/attempts/{attempt.id}/result")

    void(Visitor(app).sign_in(ines), attempt)

    after = candidate.get(f"/api/v1/attempts/{attempt.id}/result")
    assert (before.status_code, after.status_code) == (200, 409)
    assert after.json["error"]["code"] == "attempt_void"
    assert db.session.scalar(select(func.count(ScoreRun.id))) == 1


def test_the_list_of_exams_speaks_of_no_result_of_a_void_attempt(app, ada, ines):
    attempt = sat(app, ada, 1)
    candidate = Visitor(app).sign_in(ada)
    before = candidate.get("/exams").text

    void(Visitor(app).sign_in(ines), attempt)

    link = f"/attempts/{attempt.id}/result"
    assert link in before
    assert link not in candidate.get("/exams").text


@pytest.mark.parametrize(("spent", "status"), [("no", 201), ("yes", 409)])
def test_staff_say_whether_a_void_attempt_is_used_up(app, ada, ines, spent, status):
    attempt = sat(app, ada)
    candidate = Visitor(app).sign_in(ada)
    void(Visitor(app).sign_in(ines), attempt, spent)

    again = candidate.send("POST", "/api/v1/attempts", {"exam": "foundations"})

    assert again.status_code == status


def test_an_open_attempt_declared_void_ends_and_earns_nothing(app, ada, ines):
    attempt = started(ada)
    candidate = Visitor(app).sign_in(ada)
    for place in PLACES:
        answer_right(candidate, attempt, place)

    void(Visitor(app).sign_in(ines), attempt)

    found = fresh(attempt)
    late = answer_right(candidate, attempt, 1)
    assert (found.state, found.cause, found.voided_at) == ("closed", "stopped", NOW)
    assert late.status_code in (200, 409)  # the receipt of a save that was kept
    assert db.session.scalar(select(func.count(Certificate.id))) == 0


def test_a_certificate_on_a_void_attempt_is_named_with_its_way_out(app, ada, ines):
    attempt = sat(app, ada, *PLACES)
    number = db.session.scalars(select(Certificate.number)).one()
    visitor = Visitor(app).sign_in(ines)

    void(visitor, attempt)

    page = visitor.get(f"/oversight/attempts/{attempt.id}").text
    row = db.session.scalars(select(AttemptVoid)).one()
    assert f'href="/certificates/issued/{number}"' in page
    assert "A certificate rests on this attempt" in page
    assert (row.reason, row.by_id) == ("sat by somebody else", ines.id)


def test_nobody_declares_an_attempt_void_twice(app, ada, ines):
    attempt = sat(app, ada)
    visitor = Visitor(app).sign_in(ines)

    answers = [void(visitor, attempt) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]


def test_a_void_attempt_is_not_opened_by_an_old_proposal(app, ada, ines, pavel):
    attempt = sat(app, ada)
    row = proposed(attempt, ines)
    visitor = Visitor(app).sign_in(pavel)
    void(visitor, attempt)

    answer = visitor.post(f"/oversight/reopenings/{row.id}/approval")

    assert answer.status_code == 409
    assert fresh(attempt).state == "closed"
    assert db.session.get_one(Reopening, row.id).approved_at is None


def test_the_timeline_tells_all_of_it_in_words(app, ada, ines, pavel):
    attempt = sat(app, ada, 1)
    row = proposed(attempt, ines)
    visitor = Visitor(app).sign_in(pavel)
    visitor.post(f"/oversight/reopenings/{row.id}/approval")
    void(visitor, attempt)

    page = visitor.get(f"/oversight/attempts/{attempt.id}").text

    words = (
        "Started",
        "Question 1",
        "Handed in",
        "Marking 1: 1 of 3",
        "Opening it again was proposed",
        "The attempt was opened again: 20 min",
        "Declared void",
        "Ended by staff",
        "Ines Manager",
        "Pavel Manager",
    )
    assert [word for word in words if word not in page] == []
    assert [code for code in ("time_up", "exams.attempt") if code in page] == []
