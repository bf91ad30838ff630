"""A start asks the schedule: windows, groups, vouchers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import current_app
from sqlalchemy import func, select

from exams.schedule import services
from exams.schedule.models import Voucher, VoucherBatch, VoucherUse
from exams.sittings.models import Attempt
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam
from tests.exams.schedule.exam_windows import (
    HOUR,
    a_group,
    a_rule,
    a_window,
    vouchers,
)
from tests.people import Visitor, a_person

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ten_oclock(set_clock):
    set_clock(NOW)


@pytest.fixture
def exam(app):
    return an_exam().exam


@pytest.fixture
def ada(exam):
    return a_person("Ada Stone")


def begin(visitor, voucher=None):
    body = {"exam": "foundations"} | ({"voucher": voucher} if voucher else {})
    return visitor.send("POST", "/api/v1/attempts", body)


def code_of(answer):
    return answer.json["error"]["code"]


def test_outside_its_windows_an_exam_names_the_next_one(exam, ada, visitor):
    a_rule(exam, only_in_windows=True)
    a_window(exam, 2 * HOUR, 3 * HOUR)

    answer = begin(visitor.sign_in(ada))

    assert (answer.status_code, code_of(answer)) == (409, "no_window_now")
    assert answer.json["error"]["next_window_opens_at"] == "2026-11-22T12:00:00Z"
    assert "22 November 2026, 12:00 UTC" in answer.json["error"]["message"]
    assert db.session.scalar(select(func.count(Attempt.id))) == 0


def test_inside_a_window_the_whole_time_is_given(exam, ada, visitor):
    a_rule(exam, only_in_windows=True)
    a_window(exam, -HOUR, timedelta(minutes=1))

    begin(visitor.sign_in(ada))

    attempt = db.session.scalars(select(Attempt)).one()
    assert attempt.deadline_at == NOW + timedelta(minutes=60)


def test_a_hard_end_cuts_the_time_and_the_grace_follows_it(exam, ada, visitor):
    """TIM-07: min(duration, the window's end)."""
    a_rule(exam, only_in_windows=True)
    window = a_window(exam, -HOUR, timedelta(minutes=1), end=timedelta(minutes=20))

    begin(visitor.sign_in(ada))

    attempt = db.session.scalars(select(Attempt)).one()
    assert attempt.deadline_at == NOW + timedelta(minutes=20)
    assert attempt.closes_at == NOW + timedelta(minutes=20, seconds=15)
    assert attempt.window_id == window.id


def test_a_cancelled_window_lets_nobody_in(exam, ada, visitor):
    a_rule(exam, only_in_windows=True)
    window = a_window(exam)
    with transaction():
        services.cancel_window(window.id, by=SYSTEM, now=NOW)

    assert code_of(begin(visitor.sign_in(ada))) == "no_window_now"


def test_a_window_of_a_group_is_for_its_members(exam, ada, app):
    bob = a_person("Bob Reed")
    a_rule(exam, only_in_windows=True)
    a_window(exam, group=a_group("Stockholm", ada))

    answers = [begin(Visitor(app).sign_in(person)) for person in (ada, bob)]

    assert answers[0].status_code == 201
    assert code_of(answers[1]) == "voucher_needed"


def test_a_voucher_for_the_window_lets_somebody_else_in(exam, app):
    bob = a_person("Bob Reed")
    a_rule(exam, only_in_windows=True)
    window = a_window(exam, group=a_group())
    (code,) = vouchers(exam, window=window)

    answer = begin(Visitor(app).sign_in(bob), code.lower())

    assert answer.status_code == 201
    assert db.session.scalar(select(func.count(VoucherUse.voucher_id))) == 1


def test_an_open_attempt_is_gone_on_with_without_a_voucher(exam, ada, visitor):
    a_rule(exam, only_with_voucher=True)
    (code,) = vouchers(exam)
    first = begin(visitor.sign_in(ada), code)

    again = begin(visitor)

    assert again.json["id"] == first.json["id"]


def test_a_voucher_that_is_not_needed_is_not_used_up(exam, ada, visitor):
    (code,) = vouchers(exam)

    answer = begin(visitor.sign_in(ada), code)

    assert answer.status_code == 201
    assert db.session.scalar(select(func.count(VoucherUse.voucher_id))) == 0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda exam: "AAAA-AAAA-AAAA-AAAA", "not valid"),
        (lambda exam: used(exam), "used already"),
        (lambda exam: vouchers(exam, expires_in=-HOUR)[0], "expired"),
        (lambda exam: of_another_exam(), "another exam"),
        (lambda exam: withdrawn(exam), "not valid"),
    ],
)
def test_a_voucher_that_does_not_work_says_why(exam, ada, visitor, make, words):
    a_rule(exam, only_with_voucher=True)
    code = make(exam)

    answer = begin(visitor.sign_in(ada), code)

    assert (answer.status_code, code_of(answer)) == (409, "voucher_invalid")
    assert words in answer.json["error"]["message"]


def used(exam):
    (code,) = vouchers(exam)
    bob = a_person("Bob Reed")
    begin(Visitor(current_app._get_current_object()).sign_in(bob), code)
    return code


def of_another_exam():
    return vouchers(an_exam("architect").exam)[0]


def withdrawn(exam):
    (code,) = vouchers(exam)
    batch_id = db.session.scalars(select(VoucherBatch.id)).one()
    with transaction():
        services.withdraw_vouchers(batch_id, by=SYSTEM, now=NOW)
    return code


def test_only_hashes_of_vouchers_are_kept(exam):
    (code,) = vouchers(exam)

    kept = db.session.scalars(select(Voucher.code_hash)).one()

    assert len(kept) == 64
    assert code.replace("-", "").lower() not in kept


def test_a_voucher_used_by_many_at_once_starts_one_attempt(exam, app):
    """RAC-09: the primary key of its use decides."""
    a_rule(exam, only_with_voucher=True)
    (code,) = vouchers(exam)
    people = [a_person(f"Person {letter}") for letter in "ABCDEF"]
    visitors = [Visitor(app).sign_in(person) for person in people]
    tokens = [visitor.token() for visitor in visitors]
    db.session.rollback()
    barrier = Barrier(len(visitors))

    def start(pair):
        visitor, token = pair
        with app.app_context():
            barrier.wait()
            return visitor.client.post(
                "/api/v1/attempts",
                json={"exam": "foundations", "voucher": code},
                headers={"X-CSRFToken": token},
            )

    with ThreadPoolExecutor(len(visitors)) as pool:
        answers = list(pool.map(start, zip(visitors, tokens, strict=True)))

    assert sorted(a.status_code for a in answers) == [201] + [409] * 5
    assert db.session.scalar(select(func.count(Attempt.id))) == 1
    assert db.session.scalar(select(func.count(VoucherUse.voucher_id))) == 1
