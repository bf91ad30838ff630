"""Papers without a score on which a question stands, and what could stand there
instead: open ones, and closed ones that could not be marked.

No prompt, no option text and no key is read here.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from exams.invigilation.rules.remedies import Place, Stock
from exams.papers.queries import pool_of
from exams.sittings.models import Answer, Attempt
from exams.sittings.rules.responses import is_answered
from exams.sittings.standing import IS_ANSWER_HERE, STANDING
from lms.kernel.db import db
from question_banks.items.models import Domain, Question, QuestionVersion

IS_UNDECIDED = or_(Attempt.state == "open", Attempt.unmarked_since.is_not(None))


@dataclass(frozen=True, slots=True)
class OpenPaper:
    attempt_id: int
    places: list[Place]
    standing: dict[int, Row[Any]]


def attempts_with(question_id: int) -> list[int]:
    """Attempts without a score whose paper holds the question and counts it."""
    return list(
        db.session.scalars(
            select(Attempt.id)
            .join(STANDING, STANDING.c.attempt_id == Attempt.id)
            .join(QuestionVersion, QuestionVersion.id == STANDING.c.version_id)
            .where(
                IS_UNDECIDED,
                QuestionVersion.question_id == question_id,
                STANDING.c.is_counted,
            )
            .order_by(Attempt.id)
        )
    )


def papers_with(question_id: int) -> list[OpenPaper]:
    """The same with their papers, held: no answer is saved until it is decided."""
    held = db.session.scalars(
        select(Attempt.id)
        .where(Attempt.id.in_(attempts_with(question_id)), IS_UNDECIDED)
        .order_by(Attempt.id)
        .with_for_update()
    ).all()
    found: dict[int, OpenPaper] = {}
    for row in _places(list(held)):
        paper = found.setdefault(row.attempt_id, OpenPaper(row.attempt_id, [], {}))
        paper.places.append(_place(row))
        paper.standing[row.position] = row
    return list(found.values())


def stock_of(bank_id: int) -> Stock:
    """What may be drawn from a bank now."""
    pool = pool_of(bank_id)
    rows = db.session.execute(
        select(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.points)
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .where(Question.bank_id == bank_id)
    ).all()
    return Stock(
        pool,
        {row.id: row.question_id for row in rows},
        {row.id: row.points for row in rows},
    )


def _place(row: Row[Any]) -> Place:
    return Place(
        row.position,
        row.question_id,
        row.key,
        row.points,
        is_final=row.state != "open" or is_answered(row.response or ""),
        is_counted=row.is_counted,
    )


def _places(attempts: list[int]) -> list[Row[Any]]:
    rows: Any = db.session.execute(
        select(
            *STANDING.c,
            QuestionVersion.question_id,
            QuestionVersion.points,
            Domain.key,
            Answer.response,
            Attempt.state,
        )
        .join(Attempt, Attempt.id == STANDING.c.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == STANDING.c.version_id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .outerjoin(Answer, IS_ANSWER_HERE)
        .where(STANDING.c.attempt_id.in_(attempts))
        .order_by(STANDING.c.attempt_id, STANDING.c.position)
    ).all()
    return list(rows)
