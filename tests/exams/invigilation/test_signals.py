"""Hints from the browser: kept, bounded, shown with their innocent causes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from exams.invigilation.models import IntegritySignal
from exams.sittings.models import Attempt
from lms.accounts.rules.roles import Role
from lms.kernel.db import db
from tests.exams.an_exam import an_exam, started
from tests.people import Visitor, a_person

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam().exam


@pytest.fixture
def ada(exam):
    return a_person("Ada Stone")


def send(visitor, attempt, *signals):
    hints = [{"kind": kind, "seconds_ago": ago} for kind, ago in signals]
    return visitor.send(
        "POST", f"/api/v1/attempts/{attempt.id}/signals", {"signals": hints}
    )


def kept():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(IntegritySignal))


def test_a_hint_is_kept_with_the_time_it_happened(ada, visitor, set_clock):
    attempt = started(ada)
    set_clock(NOW + timedelta(minutes=10))

    answer = send(visitor.sign_in(ada), attempt, ("paste", 90), ("focus_lost", 5))

    rows = db.session.scalars(
        select(IntegritySignal).order_by(IntegritySignal.number)
    ).all()
    assert (answer.status_code, answer.text) == (204, "")
    assert [(row.kind, row.happened_at) for row in rows] == [
        ("paste", NOW + timedelta(minutes=8, seconds=30)),
        ("focus_lost", NOW + timedelta(minutes=9, seconds=55)),
    ]


def test_nothing_happened_before_the_start(ada, visitor):
    attempt = started(ada)

    send(visitor.sign_in(ada), attempt, ("paste", 4000))

    assert db.session.scalars(select(IntegritySignal.happened_at)).one() == NOW


def test_hints_change_nothing_about_the_attempt(ada, visitor):
    attempt = started(ada)
    visitor.sign_in(ada)
    address = f"/api/v1/attempts/{attempt.id}"
    before = visitor.get(address).json

    send(visitor, attempt, *[("second_device", 0)] * 20)

    assert visitor.get(address).json == before


@pytest.mark.parametrize(
    "body",
    [
        {"signals": [{"kind": "looked_away", "seconds_ago": 1}]},
        {"signals": [{"kind": "paste", "seconds_ago": -1}]},
        {"signals": [{"kind": "paste", "seconds_ago": "1"}]},
        {"signals": [{"kind": "paste", "seconds_ago": 1}] * 21},
        {"signals": "paste"},
        {},
    ],
)
def test_what_is_no_hint_is_refused(ada, visitor, body):
    attempt = started(ada)

    answer = visitor.sign_in(ada).send(
        "POST", f"/api/v1/attempts/{attempt.id}/signals", body
    )

    assert answer.status_code == 422
    assert kept() == 0


def test_foreign_attempts_are_404(ada, visitor):
    attempt = started(ada)

    answer = send(visitor.sign_in(a_person("Bob Reed")), attempt, ("paste", 1))

    assert answer.status_code == 404
    assert kept() == 0


def test_after_the_end_hints_are_let_go(ada, visitor):
    attempt = started(ada)
    visitor.sign_in(ada)
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")

    assert send(visitor, attempt, ("paste", 1)).status_code == 204
    assert kept() == 0


def test_two_hundred_are_kept_and_no_more(ada, app):
    attempt = started(ada)
    visitors = [Visitor(app).sign_in(ada) for _ in range(12)]
    pairs = [(visitor, visitor.token()) for visitor in visitors]
    hints = [{"kind": "focus_lost", "seconds_ago": 0}] * 20
    address = f"/api/v1/attempts/{attempt.id}/signals"
    db.session.rollback()
    barrier = Barrier(len(pairs))

    def flood(pair):
        visitor, token = pair
        with app.app_context():
            barrier.wait()
            return visitor.client.post(
                address, json={"signals": hints}, headers={"X-CSRFToken": token}
            )

    with ThreadPoolExecutor(len(pairs)) as pool:
        answers = list(pool.map(flood, pairs))

    assert {answer.status_code for answer in answers} == {204}
    assert kept() == 200


def test_staff_read_them_with_their_innocent_causes(ada, app):
    attempt = started(ada)
    send(Visitor(app).sign_in(ada), attempt, ("focus_lost", 1), ("focus_lost", 2))
    manager = a_person("Ines Manager", Role.ADMIN)

    page = Visitor(app).sign_in(manager).get(f"/oversight/attempts/{attempt.id}").text

    assert "The exam's window was left" in page
    assert "2 times" in page
    assert "a screen reader" in page
    assert "None of it proves anything" in page
    assert db.session.get_one(Attempt, attempt.id).state == "open"
