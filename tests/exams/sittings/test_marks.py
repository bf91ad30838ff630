"""The mark of an attempt is another one as soon as its page wants to know."""

from datetime import timedelta

import pytest

from exams.sittings import closing, deadlines, pen, queries
from exams.sittings.deadlines import Why
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from tests.exams.an_exam import an_exam, started
from tests.people import a_person, actor


@pytest.fixture
def attempt(app):
    an_exam()
    return started(a_person("Ada Lovelace"))


def mark(attempt_id):
    return queries.marks_of([str(attempt_id)]).get(str(attempt_id))


DEEDS = {
    "more time": lambda a, by, now: deadlines.give(
        {a.id: 600}, Why("extension", "noise"), by=SYSTEM, now=now
    ),
    "a pause": lambda a, by, now: deadlines.pause([a.id], "fire", by=SYSTEM, now=now),
    "another window": lambda a, by, now: pen.take(a.id, by=by, now=now),
    "a hand-in": lambda a, by, now: closing.hand_in(a.id, by=by, now=now),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_changes_for_the_page_changes_the_mark(attempt, deed):
    before, number = mark(attempt.id), attempt.id
    by = actor(attempt.person)
    now = attempt.started_at + timedelta(minutes=1)
    with transaction():
        DEEDS[deed](attempt, by, now)

    assert before
    assert mark(number) not in (None, before)


def test_attempts_that_do_not_exist_have_none(app):
    assert queries.marks_of(["1", "2"]) == {}
    assert queries.marks_of([]) == {}
