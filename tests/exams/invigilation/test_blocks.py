"""A leaking question leaves the pool and the open papers at once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from exams.invigilation import blocks
from exams.invigilation.blocks import Order
from exams.marking.models import ScoreRun
from exams.papers.models import QuestionBlock
from exams.papers.queries import holdings, pool_of
from exams.sittings.models import Attempt, PaperQuestion, PaperSubstitution
from exams.sittings.paper import paper_of
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from question_banks.items.models import (
    Domain,
    Question,
    QuestionKey,
    QuestionVersion,
)
from tests.exams.an_exam import a_question, an_exam, started
from tests.people import Visitor, a_person, actor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PLACES = (1, 2, 3)


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam().exam


@pytest.fixture
def manager(exam):
    return a_person("Ines Manager", Role.ADMIN)


def question_at(attempt, position):
    return db.session.scalars(
        select(Question)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
        .where(
            PaperQuestion.attempt_id == attempt.id, PaperQuestion.position == position
        )
    ).one()


def a_pricing_place(attempt):
    """The position whose domain has one question on the paper and one in store."""
    for position in PLACES:
        if question_at(attempt, position).code.startswith("pricing"):
            return position
    raise AssertionError


def block(manager, question, count=1, replaces=True):
    with transaction():
        order = Order(question.id, "seen on a forum", replaces, count)
        return blocks.block(order, by=actor(manager), now=NOW)


def shown(attempt):
    db.session.rollback()
    return {item.position: item for item in paper_of(attempt)}


def right_tokens(attempt, position):
    """The right answer to what stands there now, as its candidate would send it."""
    db.session.rollback()
    new = db.session.scalar(
        select(PaperSubstitution)
        .filter_by(attempt_id=attempt.id, position=position)
        .order_by(PaperSubstitution.number.desc())
    )
    row = new or db.session.get_one(PaperQuestion, (attempt.id, position))
    (right,) = db.session.get_one(QuestionKey, row.version_id).right
    return [dict(zip(row.order, row.tokens, strict=True))[right]]


def answer(visitor, attempt, position, response, base=0, op=None):
    return visitor.send(
        "PUT",
        f"/api/v1/attempts/{attempt.id}/answers/{position}",
        {
            "op_id": op or f"op-{position}-{base}",
            "base_revision": base,
            "response": response,
        },
    )


def hand_in(visitor, attempt):
    visitor.send("POST", f"/api/v1/attempts/{attempt.id}/submission")
    db.session.rollback()
    return db.session.scalars(select(ScoreRun).filter_by(attempt_id=attempt.id)).one()


def test_a_blocked_question_is_not_drawn_any_more(exam, manager):
    question = db.session.scalars(select(Question).filter_by(code="core-0")).one()
    before = holdings()[exam.bank_id]["core"]

    block(manager, question, count=0)

    assert question.current_version_id not in {
        q.version_id for q in pool_of(exam.bank_id)
    }
    assert holdings()[exam.bank_id]["core"] == before - 1


def test_an_unanswered_question_is_replaced_and_can_be_answered(exam, manager, visitor):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    place = a_pricing_place(attempt)
    before = shown(attempt)[place]

    done = block(manager, question_at(attempt, place))

    after = shown(attempt)
    fresh = db.session.get_one(Attempt, attempt.id)
    assert {str(k): v for k, v in done.items()} == {
        "replaced": 1,
        "uncounted": 0,
        "kept": 0,
    }
    assert after[place].prompt != before.prompt
    assert {t for t, _ in after[place].options}.isdisjoint(
        {t for t, _ in before.options}
    )
    assert [after[n].prompt for n in PLACES if n != place] == [
        shown(attempt)[n].prompt for n in PLACES if n != place
    ]
    assert fresh.paper_version == 2
    assert fresh.deadline_version == 1


def test_the_substitute_is_what_is_marked(exam, manager, visitor):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    place = a_pricing_place(attempt)
    block(manager, question_at(attempt, place))
    visitor.sign_in(ada)

    saved = answer(visitor, attempt, place, right_tokens(attempt, place), base=1)

    run = hand_in(visitor, attempt)
    assert saved.status_code == 200
    assert (run.earned, run.possible) == (1, 3)


def test_an_answered_question_does_not_count_for_anybody(exam, manager, app):
    """Neutral: neither earned nor possible, whether the answer was right or not."""
    # Of three papers, two have the same of the two questions on pricing.
    sitting = [(p, started(p)) for p in map(a_person, ("Ada A", "Bob B", "Cleo C"))]
    asked = [question_at(a, a_pricing_place(a)) for _p, a in sitting]
    question = max(asked, key=asked.count)
    pairs = [s for s, q in zip(sitting, asked, strict=True) if q is question][:2]
    count = asked.count(question)
    attempts = [attempt for _person, attempt in pairs]
    visitors = [Visitor(app).sign_in(person) for person, _attempt in pairs]
    places = [a_pricing_place(attempt) for attempt in attempts]
    answer(visitors[0], attempts[0], places[0], right_tokens(attempts[0], places[0]))
    wrong = next(
        token
        for token, _words in shown(attempts[1])[places[1]].options
        if [token] != right_tokens(attempts[1], places[1])
    )
    answer(visitors[1], attempts[1], places[1], [wrong])

    block(manager, question, count)

    runs = [hand_in(v, a) for v, a in zip(visitors, attempts, strict=True)]
    assert [(run.earned, run.possible) for run in runs] == [(0, 2), (0, 2)]
    assert [d["domain"] for d in runs[0].by_domain] == ["core"]


def test_an_attempt_with_another_paper_keeps_its_score(exam, manager, app):
    people = [a_person(f"Person {letter}") for letter in "ABCDEF"]
    attempts = [started(person) for person in people]
    question = question_at(attempts[0], a_pricing_place(attempts[0]))
    others = [
        (p, a)
        for p, a in zip(people, attempts, strict=True)
        if question_at(a, a_pricing_place(a)).id != question.id
    ]

    block(manager, question, count=6 - len(others))

    for person, attempt in others:
        visitor = Visitor(app).sign_in(person)
        place = a_pricing_place(attempt)
        answer(visitor, attempt, place, right_tokens(attempt, place))
        run = hand_in(visitor, attempt)
        assert (run.earned, run.possible) == (1, 3)


def test_an_answer_to_the_question_that_was_there_is_not_taken(exam, manager, visitor):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    place = a_pricing_place(attempt)
    old = right_tokens(attempt, place)
    block(manager, question_at(attempt, place))

    late = answer(visitor.sign_in(ada), attempt, place, old)

    assert (late.status_code, late.json["error"]["code"]) == (422, "unfit_answer")
    assert shown(attempt)[place].saved_at is None


def test_an_old_save_repeated_after_a_replacement_changes_nothing(
    exam, manager, visitor
):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    place = a_pricing_place(attempt)
    old = right_tokens(attempt, place)
    visitor.sign_in(ada)
    answer(visitor, attempt, place, old, op="first")
    answer(visitor, attempt, place, [], base=1, op="cleared")
    block(manager, question_at(attempt, place))

    again = answer(visitor, attempt, place, old, op="first")

    # The receipt of the first save, or none, where its parts have no name any more.
    assert again.status_code in (200, 422)
    assert shown(attempt)[place].response == []


def test_a_substitute_can_be_blocked_in_its_turn(exam, manager, visitor):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    place = a_pricing_place(attempt)
    block(manager, question_at(attempt, place))
    version_id = db.session.scalars(select(PaperSubstitution.version_id)).one()
    version = db.session.get_one(QuestionVersion, version_id)

    block(manager, db.session.get_one(Question, version.question_id))

    run = hand_in(visitor.sign_in(ada), attempt)
    assert (run.earned, run.possible) == (0, 2)


def test_closed_attempts_are_not_touched(exam, manager, visitor):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    question = question_at(attempt, 1)
    hand_in(visitor.sign_in(ada), attempt)

    block(manager, question, count=0)

    assert db.session.scalar(select(func.count()).select_from(PaperSubstitution)) == 0


def test_another_number_than_the_true_one_blocks_nothing(exam, manager, visitor):
    ada = a_person("Ada Stone")
    question = question_at(started(ada), 1)
    fields = {"remedy": "replace", "reason": "leak", "count": 7}

    page = visitor.sign_in(manager).post(
        f"/oversight/blocks/foundations/{question.code}", fields
    )

    assert page.status_code == 422
    assert "The number of open attempts is 1 now" in page.text
    assert "leak" in page.text
    assert db.session.scalar(select(func.count(QuestionBlock.id))) == 0


def test_a_block_is_one_deed_in_the_trail_and_can_be_lifted(exam, manager, visitor):
    ada = a_person("Ada Stone")
    attempt = started(ada)
    question = question_at(attempt, a_pricing_place(attempt))
    visitor.sign_in(manager)
    address = f"/oversight/blocks/foundations/{question.code}"

    visitor.post(address, {"remedy": "replace", "reason": "leak", "count": 1})
    again = visitor.post(address, {"remedy": "replace", "reason": "leak", "count": 0})
    block_id = db.session.scalars(select(QuestionBlock.id)).one()
    lifting = f"/oversight/blocks/{block_id}/lifting"
    lifted = [visitor.post(lifting, {"reason": "rewritten"}) for _ in range(2)]

    deeds = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_kind == "question")
    ).all()
    assert again.status_code == 409
    assert [answer.status_code for answer in lifted] == [302, 409]
    assert [deed.action for deed in deeds] == [
        "exams.question.blocked",
        "exams.question.unblocked",
    ]
    assert deeds[0].after == {"reason": "leak", "replaced": [attempt.id]}
    assert question.current_version_id in {q.version_id for q in pool_of(exam.bank_id)}


def test_the_page_before_shows_how_many_papers_and_what_is_left(exam, manager, visitor):
    question = question_at(started(a_person("Ada Stone")), 1)

    page = visitor.sign_in(manager).get(
        f"/oversight/blocks/new?bank=foundations&code={question.code.upper()}"
    )

    secrets = [question.current.prompt["en"], "canary"]
    assert "1 open paper holds this question" in page.text
    assert [secret for secret in secrets if secret in page.text] == []


def test_what_was_typed_for_the_old_question_is_no_answer_to_the_new(
    exam, manager, visitor
):
    """A text names no token: only its revision tells which question it was for."""
    with transaction():
        for question in db.session.scalars(select(Question)):
            question.retired_at = NOW
        for domain in db.session.scalars(select(Domain)):
            for n in range(4):
                code, text = f"{domain.key}-text-{n}", {"kind": "text", "options": []}
                a_question(domain.bank, domain, code, right=[], **text)
    ada = a_person("Ada Lovelace")
    attempt = started(ada)
    block(manager, question_at(attempt, 1))

    late = answer(visitor.sign_in(ada), attempt, 1, "typed for the old")

    assert late.status_code == 409
    assert late.json["error"]["code"] == "stale_answer"
    assert answer(visitor, attempt, 1, "for the new", 1, "new").status_code == 200
