"""The statement that keeps an answer decides by itself: no check stands before it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from exams.sittings import closing, writing
from exams.sittings.models import Answer, AnswerEvent, Attempt
from lms.kernel.db import at_once, db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def attempt(app, set_clock):
    set_clock(NOON)
    an_exam()
    return started(a_person("Ada Lovelace"))


def write(attempt, **other):
    sent = {
        "person": attempt.person_id,
        "attempt": attempt.id,
        "position": 1,
        "epoch": 0,
        "paper": 1,
        "base": 0,
        "op": "one",
        "response": ["a"],
        "now": NOON + timedelta(hours=1, seconds=15),
        **other,
    }
    with at_once():
        return writing.write(sent)


def kept():
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(t)) for t in TABLES]


TABLES = (AnswerEvent, Answer)


def test_an_answer_that_arrives_with_the_last_of_the_grace_is_kept_whole(attempt):
    assert write(attempt) is True
    assert kept() == [1, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"person": 999},
        {"position": 99},
        {"epoch": 1},
        {"paper": 2},
        {"base": 1},
        {"now": NOON + timedelta(hours=1, seconds=15, microseconds=1)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_is_not_so_keeps_nothing(attempt, other):
    assert write(attempt, **other) is False
    assert kept() == [0, 0]


def test_a_paused_attempt_keeps_nothing(attempt):
    with transaction():
        db.session.execute(update(Attempt).values(paused_at=NOON))

    assert write(attempt) is False
    assert kept() == [0, 0]


def test_a_closed_attempt_keeps_nothing(attempt):
    with transaction():
        closing.hand_in(attempt.id, by=actor(attempt.person), now=NOON)

    assert write(attempt) is False
    assert kept() == [0, 0]


def test_the_second_answer_stands_on_the_first(attempt):
    write(attempt)

    assert write(attempt, op="two") is False
    assert write(attempt, op="three", base=1, response=["b"]) is True
    held = db.session.get_one(Answer, (attempt.id, 1))
    assert (held.revision, held.response) == (2, ["b"])
    assert kept() == [2, 1]
