"""A start: what is kept of it, what is shared between starts, and what it may cost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from exams.papers import queries as papers
from exams.papers.models import Exam, ExamVersion
from exams.papers.rules.draw import DrawnQuestion
from exams.sittings import opening, services
from exams.sittings.models import Attempt, PaperQuestion
from lms.kernel import clock, quick
from lms.kernel.db import by_engine, db, transaction
from question_banks.items.models import Bank, Domain, Question, QuestionVersion
from tests.exams.an_exam import a_question, an_exam, started
from tests.people import a_person, actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
USUAL = ("deadline_version", "writer_epoch", "paper_version", "unsent", "is_spent")


def paper_of(attempt):
    rows = select(PaperQuestion).filter_by(attempt_id=attempt.id)
    return list(db.session.scalars(rows.order_by(PaperQuestion.position)))


def begun(exam, person, **other):
    return {
        "exam_id": exam.id,
        "exam_version_id": papers.current_version(exam.key).id,
        "person_id": person.id,
        "company_id": None,
        "number": 1,
        "started_at": NOON,
        "deadline_at": NOON + timedelta(hours=1),
        "closes_at": NOON + timedelta(hours=1, seconds=15),
        "time_factor": 100,
        "agreement_digest": None,
        "window_id": None,
        "seed": "seed",
        **other,
    }


def a_paper():
    ids = db.session.scalars(select(QuestionVersion.id).order_by(QuestionVersion.id))
    return [
        DrawnQuestion(version_id, ("b", "a"), (f"b{version_id}", f"a{version_id}"))
        for version_id in reversed(ids.all())
    ]


def test_a_paper_is_kept_as_it_was_drawn(app):
    exam, person, paper = an_exam().exam, a_person("Ada Lovelace"), a_paper()
    with transaction():
        attempt_id = opening.open_attempt(paper, **begun(exam, person))

    kept = paper_of(db.session.get_one(Attempt, attempt_id))

    assert [row.position for row in kept] == list(range(1, len(paper) + 1))
    assert [
        DrawnQuestion(row.version_id, tuple(row.order), tuple(row.tokens))
        for row in kept
    ] == paper


def test_an_attempt_begins_as_the_model_says(app):
    """The statement is written out: a column that is added must stand in it."""
    exam, person = an_exam().exam, a_person("Ada Lovelace")
    given = begun(exam, person, time_factor=150, agreement_digest="words")
    with transaction():
        attempt_id = opening.open_attempt(a_paper(), **given)

    row = db.session.execute(select(Attempt.__table__)).mappings().one()

    usual = {name: Attempt.__table__.c[name].default.arg for name in USUAL}
    empty = dict.fromkeys(opening.STILL_EMPTY)
    assert dict(row) == {"id": attempt_id, "state": "open", **empty, **usual, **given}


def test_an_attempt_that_was_begun_a_moment_before_keeps_no_second_paper(app):
    exam, person, paper = an_exam().exam, a_person("Ada Lovelace"), a_paper()
    with transaction():
        opening.open_attempt(paper, **begun(exam, person))

    with pytest.raises(IntegrityError), transaction():
        opening.open_attempt(paper, **begun(exam, person, number=2))

    assert len(db.session.scalars(select(PaperQuestion)).all()) == len(paper)


def test_a_paper_with_an_unknown_question_keeps_no_attempt(app):
    exam, person = an_exam().exam, a_person("Ada Lovelace")

    with pytest.raises(IntegrityError), transaction():
        opening.open_attempt(
            [*a_paper(), DrawnQuestion(999, (), ())], **begun(exam, person)
        )

    assert db.session.scalars(select(Attempt)).all() == []


def test_new_conditions_hold_for_the_next_start(app, set_clock):
    set_clock(NOON)
    exam = an_exam().exam
    before = started(a_person("Ada Lovelace"))
    _publish(exam.id, seconds=1800, blueprint={"core": 1}, questions=1)

    after = started(a_person("Grace Hopper"))

    assert before.deadline_at - NOON == timedelta(hours=1)
    assert after.deadline_at - NOON == timedelta(minutes=30)
    assert (len(paper_of(before)), len(paper_of(after))) == (3, 1)


def test_an_exam_that_draws_from_another_bank_draws_from_it_at_once(app):
    exam = an_exam().exam
    started(a_person("Ada Lovelace"))
    with transaction():
        other = Bank(key="other", title={"en": "Other"})
        domain = Domain(bank=other, key="core", title={"en": "Core"}, position=0)
        db.session.add_all([other, domain])
        db.session.flush()
        theirs = a_question(other, domain, "other-1").id
        db.session.get_one(Exam, exam.id).bank_id = other.id
    _publish(exam.id, blueprint={"core": 1}, questions=1)

    attempt = started(a_person("Grace Hopper"))

    assert [row.version_id for row in paper_of(attempt)] == [theirs]


def test_a_question_that_was_retired_is_drawn_no_more(app):
    exam = an_exam(blueprint={"core": 1}).exam
    drawn = started(a_person("Ada Lovelace"))
    gone = paper_of(drawn)[0].question.question_id
    with transaction():
        db.session.get_one(Question, gone).retired_at = clock.now()

    pool = {question.version_id for question in papers.pool_of(exam.bank_id)}

    assert len(pool) == 1
    assert paper_of(started(a_person("Grace Hopper")))[0].version_id in pool


def test_a_start_takes_few_ways_to_the_database(app):
    """What it costs is a number of statements first of all; see docs/performance.md."""
    an_exam()
    started(a_person("Ada Lovelace"))
    grace, asked = actor(a_person("Grace Hopper")), []

    def note(connection, cursor, text, *rest):
        asked.append(text)

    def note_quick(text, values):
        asked.append(text)

    event.listen(db.engine, "before_cursor_execute", note)
    quick.listeners.append(note_quick)
    try:
        with transaction():
            services.start("foundations", by=grace, now=clock.now())
    finally:
        quick.listeners.remove(note_quick)
        event.remove(db.engine, "before_cursor_execute", note)

    # The exam held, what is known, certificates, the attempt with its paper, audit.
    assert len(asked) == by_engine(sqlite=6, postgresql=5), asked


def _publish(exam_id, **changed):
    with transaction():
        newest = papers.current_version(db.session.get_one(Exam, exam_id).key)
        same = {
            column.name: getattr(newest, column.name)
            for column in ExamVersion.__table__.columns
            if column.name not in ("id", "number")
        }
        db.session.add(ExamVersion(**{**same, "number": newest.number + 1, **changed}))
