"""What marking reads, and the scores that count."""

from typing import cast

from sqlalchemy import Table, bindparam, func, select

from exams.marking.models import ScoreRun
from exams.marking.rules.scoring import KeyedQuestion
from exams.marking.rules.tallies import Key
from exams.sittings.models import Answer, Attempt
from exams.sittings.standing import IS_ANSWER_HERE, STANDING
from lms.kernel.db import db
from lms.kernel.quick import look
from question_banks.items.models import Domain, QuestionKey, QuestionVersion


def keyed_paper(attempt_id: int) -> list[KeyedQuestion]:
    """The paper with keys and the answers the server holds, in one query.

    What was blocked is not in it, or has another question in its place.

    A question whose key is missing is in it, without one: marking refuses it.
    """
    rows = look(KEYED, attempt=attempt_id)
    return [
        KeyedQuestion(domain, points, Key(right or (), expected), held, kind, scoring)
        for domain, points, kind, scoring, right, expected, held in rows
    ]


def score_of(attempt_id: int) -> ScoreRun | None:
    """The score that counts: the run with the highest number; a void attempt has
    none. A row of a ScoreRun's columns."""
    return next(iter(look(SCORE, attempt=attempt_id)), None)


def scores_of(attempt_ids: list[int]) -> dict[int, ScoreRun]:
    """The scores that count, by attempt id."""
    newest = (
        select(func.max(ScoreRun.id))
        .join(Attempt, Attempt.id == ScoreRun.attempt_id)
        .where(ScoreRun.attempt_id.in_(attempt_ids), Attempt.voided_at.is_(None))
        .group_by(ScoreRun.attempt_id)
        .scalar_subquery()
    )
    runs = db.session.scalars(select(ScoreRun).where(ScoreRun.id.in_(newest)))
    return {run.attempt_id: run for run in runs}


SCORE = (
    select(cast(Table, ScoreRun.__table__))
    .join(Attempt, Attempt.id == ScoreRun.attempt_id)
    .where(
        ScoreRun.attempt_id == bindparam("attempt"),
        Attempt.voided_at.is_(None),
    )
    .order_by(ScoreRun.number.desc())
    .limit(1)
)
"""Built once: everybody looks at their result."""

NEXT_NUMBER = (
    select(func.count() + 1)
    .where(ScoreRun.attempt_id == bindparam("attempt_id"))
    .scalar_subquery()
)
"""The number of an attempt's next score, counted by the statement that adds it."""

KEYED = (
    select(
        Domain.key,
        QuestionVersion.points,
        QuestionVersion.kind,
        QuestionVersion.scoring,
        QuestionKey.right,
        QuestionKey.expected,
        Answer.response,
    )
    .select_from(STANDING)
    .join(QuestionVersion, QuestionVersion.id == STANDING.c.version_id)
    .join(Domain, Domain.id == QuestionVersion.domain_id)
    .outerjoin(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
    .outerjoin(Answer, IS_ANSWER_HERE)
    .where(STANDING.c.attempt_id == bindparam("attempt"), STANDING.c.is_counted)
    .order_by(STANDING.c.position)
)
"""Built once: on an exam day it is asked for every hand-in."""
