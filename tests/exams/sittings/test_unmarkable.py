"""A key that cannot be used keeps nobody in an exam, and passes nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from exams.invigilation import blocks
from exams.marking.models import ScoreRun
from exams.sittings import sweeping
from exams.sittings.models import Attempt, PaperQuestion
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from question_banks.items.models import Domain, QuestionVersion
from tests.exams.an_exam import an_exam, started, tokens
from tests.people import a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def attempt(visitor, set_clock):
    """Two questions, both answered with b: one right, one whose key is empty."""
    set_clock(NOON)
    ada = a_person("Ada Lovelace")
    an_exam(blueprint={"core": 1, "broken": 1}, broken="broken")
    visitor.sign_in(ada)
    attempt = started(ada)
    for position in (1, 2):
        body = {
            "op_id": f"op-{position}",
            "base_revision": 0,
            "response": tokens(attempt, position, "b"),
        }
        visitor.send("PUT", f"/api/v1/attempts/{attempt.id}/answers/{position}", body)
    return attempt


def hand_in(visitor, attempt):
    return visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")


def block_the_broken_one():
    question_id = db.session.scalars(
        select(QuestionVersion.question_id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .where(Domain.key == "broken")
    ).one()
    order = blocks.Order(question_id, "Its key is empty", replaces=True, count=1)
    marina = actor(a_person("Marina Orlova", Role.ADMIN))
    with transaction():
        blocks.block(order, by=marina, now=clock.now())


def scores():
    db.session.rollback()
    return [(s.earned, s.possible, s.passed) for s in db.session.query(ScoreRun)]


def test_the_attempt_closes_without_a_score_and_without_a_pass(visitor, attempt):
    answer = hand_in(visitor, attempt)

    assert (answer.status_code, answer.json["state"]) == (200, "closed")
    assert scores() == []
    assert db.session.get_one(Attempt, attempt.id).unmarked_since == NOON
    noted = db.session.scalars(
        select(AuditEvent.after).filter_by(action="exams.attempt.handed_in")
    ).one()
    assert noted == {"unmarked": "no option is right"}


def test_its_page_says_that_we_are_on_it_and_shows_no_verdict(visitor, attempt):
    hand_in(visitor, attempt)

    page = visitor.get(f"/attempts/{attempt.id}/result")
    result = visitor.get(f"/api/v1/attempts/{attempt.id}/result")

    assert page.status_code == 200
    assert "Handed in; the result follows" in page.text
    assert result.json["error"]["code"] == "not_marked_yet"


def test_it_is_tried_again_and_marked_once_the_fault_is_mended(visitor, attempt):
    hand_in(visitor, attempt)
    assert sweeping.mark_waiting_attempts() == 0

    block_the_broken_one()

    assert sweeping.mark_waiting_attempts() == 1
    assert sweeping.mark_waiting_attempts() == 0
    assert scores() == [(1, 1, True)]
    assert db.session.get_one(Attempt, attempt.id).unmarked_since is None


def test_the_sweeper_closes_it_too_and_the_others_beside_it(attempt, set_clock):
    other = started(a_person("Grace Hopper"))
    set_clock(NOON + timedelta(hours=2))

    assert sweeping.close_due_attempts() == 2
    states = db.session.scalars(select(Attempt.state)).all()
    assert (states, other.unmarked_since is not None) == (["closed", "closed"], True)
