"""Questions about attempts. Everything a candidate sees comes through here and
never joins the keys."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import joinedload

from exams.papers.models import ExamVersion
from exams.sittings.models import Answer, AnswerEvent, Attempt, PaperQuestion
from exams.sittings.rules.timing import LONGEST_GRACE
from lms.kernel.actor import Actor
from lms.kernel.db import db
from question_banks.items.models import QuestionVersion


def own_attempt(actor: Actor, attempt_id: int) -> Attempt:
    """The person's own attempt, or 404: others' do not exist here."""
    attempt: Attempt = db.one_or_404(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.person_id == actor.id)
        .options(joinedload(Attempt.exam_version).joinedload(ExamVersion.exam))
    )
    return attempt


def attempts_at(person_id: int, exam_id: int) -> list[Attempt]:
    """Every attempt of a person at one exam, oldest first."""
    return list(
        db.session.scalars(
            select(Attempt)
            .where(Attempt.person_id == person_id, Attempt.exam_id == exam_id)
            .order_by(Attempt.number)
        )
    )


def attempts_of(person_id: int) -> list[Attempt]:
    """Every attempt of a person, oldest first."""
    return list(
        db.session.scalars(
            select(Attempt)
            .where(Attempt.person_id == person_id)
            .order_by(Attempt.started_at, Attempt.id)
        )
    )


def slot(attempt_id: int, position: int, op_id: str, *, by: Actor) -> Row[Any] | None:
    """All that saving one answer needs, in one query, with the attempt held open.

    Columns: state, started_at, deadline_at, deadline_version, order, tokens,
    kind, revision, response (held now, None without an answer), and the event
    of the same op_id (op_position, op_revision, op_at) if it was saved before.
    """
    row: Any = db.session.execute(
        SLOT,
        {"attempt": attempt_id, "position": position, "op": op_id, "person": by.id},
    ).first()
    return cast(Row[Any] | None, row)


def due(now: datetime, *, limit: int = 200) -> list[int]:
    """Attempts that surely ran out: past the deadline by the longest grace."""
    return list(
        db.session.scalars(
            select(Attempt.id)
            .where(
                Attempt.state == "open",
                Attempt.deadline_at < now - LONGEST_GRACE - timedelta(milliseconds=1),
            )
            .order_by(Attempt.deadline_at)
            .limit(limit)
        )
    )


SLOT = (
    select(
        Attempt.state,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.deadline_version,
        PaperQuestion.order,
        PaperQuestion.tokens,
        QuestionVersion.kind,
        Answer.revision,
        Answer.response,
        AnswerEvent.position.label("op_position"),
        AnswerEvent.revision.label("op_revision"),
        AnswerEvent.received_at.label("op_at"),
    )
    .join(PaperQuestion, PaperQuestion.attempt_id == Attempt.id)
    .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
    .outerjoin(
        Answer,
        and_(
            Answer.attempt_id == Attempt.id,
            Answer.position == PaperQuestion.position,
        ),
    )
    .outerjoin(
        AnswerEvent,
        and_(
            AnswerEvent.attempt_id == Attempt.id,
            AnswerEvent.op_id == bindparam("op"),
        ),
    )
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.person_id == bindparam("person"),
        PaperQuestion.position == bindparam("position"),
    )
    # PostgreSQL: a hand-in waits until this save is kept or dropped, so an
    # acknowledged answer is always in the score. SQLite has one writer.
    .with_for_update(read=True, of=Attempt)
)
"""Built once: it is asked for every answer of every candidate."""
