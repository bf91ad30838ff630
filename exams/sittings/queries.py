"""Questions about attempts. Everything a candidate sees comes through here and
never joins the keys."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import joinedload

from exams.papers.models import ExamVersion
from exams.sittings.models import Answer, AnswerEvent, Attempt, PaperQuestion
from exams.sittings.standing import STANDING
from lms.accounts.models import SignIn
from lms.accounts.queries import signed_in_to
from lms.kernel import listing
from lms.kernel.actor import Actor
from lms.kernel.db import by_engine, db
from lms.kernel.permissions import Permission
from lms.kernel.quick import look
from question_banks.items.models import QuestionVersion

BATCH = 2000
"""Attempts asked about in one statement."""


def own_attempt(actor: Actor, attempt_id: int) -> Attempt:
    """The person's own attempt, or 404: others' do not exist here."""
    attempt: Attempt = db.one_or_404(
        OWN_ATTEMPT.params(attempt=attempt_id, person=actor.id)
    )
    return attempt


def hold_own(attempt_id: int, *, by: Actor) -> Attempt:
    """The person's own attempt or 404, held until the transaction ends."""
    attempt: Attempt = db.first_or_404(
        select(Attempt).filter_by(id=attempt_id, person_id=by.id).with_for_update()
    )
    return attempt


def attempts_at(person_id: int, exam_id: int) -> list[Attempt]:
    """Every attempt of a person at one exam, oldest first."""
    at = {"person": person_id, "exam": exam_id}
    # Most begin for the first time, and to ask whether is a tenth of reading all.
    if not look(HAS_BEGUN, **at):
        return []
    return list(db.session.scalars(ATTEMPTS_AT, at))


def attempts_of(person_id: int) -> list[Attempt]:
    """Every attempt of a person, oldest first."""
    return list(
        db.session.scalars(
            select(Attempt)
            .where(Attempt.person_id == person_id)
            .order_by(Attempt.started_at, Attempt.id)
            .options(joinedload(Attempt.exam_version))
        )
    )


def slot(attempt_id: int, position: int, op_id: str, *, by: Actor) -> Any:
    """All that saving one answer needs, in one query; None if it is not theirs.

    Columns: those of `glances` but for the sign-in, and the event of the same op_id
    (op_position, op_revision, op_response, op_at) if it was saved before.
    """
    wanted = {"attempt_id": attempt_id, "position": position, "op": op_id}
    rows = look(SLOT, person=by.id, **wanted)
    if rows and rows[0].paper_version > 1:
        rows = look(CHANGED_SLOT, person=by.id, **wanted)
    return rows[0] if rows else None


def glances(asked: Iterable[Mapping[str, Any]]) -> list[Any]:
    """All that keeping usual answers needs, in one query; nothing for what is not
    usual. `asked`: token (the hash of a browser's), attempt_id, position.

    Columns: id of the attempt and its state; position, order, tokens and kind of
    the question; revision and response held now (None without an answer);
    started_at and seen_at of the sign-in of whom the attempt is.
    """
    statement = by_engine(sqlite=LITE_GLANCES, postgresql=PG_GLANCES)
    return look(statement, asked=listing.document(asked))


def marks_of(names: Sequence[str]) -> dict[str, str]:
    """A mark for each attempt (its number, as text): another one as soon as anything
    has changed that the exam page wants to know of."""
    marks: dict[str, str] = {}
    for first in range(0, len(names), BATCH):
        ids = [int(name) for name in names[first : first + BATCH]]
        listed = by_engine(sqlite=json.dumps(ids), postgresql=ids)
        rows = look(by_engine(sqlite=LITE_MARKS, postgresql=PG_MARKS), ids=listed)
        marks |= {str(number): mark for number, mark in rows}
    return marks


def due(now: datetime, *, limit: int = 200) -> list[int]:
    """Open attempts whose time is up, grace and all; those longest over first."""
    return list(
        db.session.scalars(
            select(Attempt.id)
            .where(
                Attempt.state == "open",
                Attempt.paused_at.is_(None),
                Attempt.closes_at < now,
            )
            .order_by(Attempt.closes_at)
            .limit(limit)
        )
    )


def _state(attempt_id: ColumnElement[int]) -> Any:
    return select(
        Attempt.id,
        Attempt.person_id,
        Attempt.state,
        Attempt.deadline_at,
        Attempt.closes_at,
        Attempt.paused_at,
        Attempt.deadline_version,
        Attempt.writer_epoch,
        Attempt.paper_version,
    ).where(Attempt.id == attempt_id)


def _glance(
    paper: Any, attempt_id: ColumnElement[int], position: ColumnElement[int]
) -> Any:
    return (
        _state(attempt_id)
        .add_columns(
            paper.c.position,
            paper.c.order,
            paper.c.tokens,
            QuestionVersion.kind,
            Answer.revision,
            Answer.response,
        )
        .join(paper, paper.c.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == paper.c.version_id)
        .outerjoin(Answer, _is_held_for(paper))
        .where(paper.c.position == position)
    )


def _glances(engine: listing.Engine) -> Any:
    asked = listing.table_of(
        engine, "asked", token=String(), attempt_id=Integer(), position=Integer()
    )
    found = (
        _glance(PaperQuestion.__table__, asked.c.attempt_id, asked.c.position)
        .add_columns(SignIn.started_at, SignIn.seen_at)
        .join(SignIn, SignIn.person_id == Attempt.person_id)
        .where(signed_in_to(Permission.SIT_EXAMS, token=asked.c.token))
    )
    return listing.found_for_each(engine, asked, found)


def _slot(paper: Any) -> Any:
    return (
        _glance(paper, bindparam("attempt_id"), bindparam("position"))
        .add_columns(
            AnswerEvent.position.label("op_position"),
            AnswerEvent.revision.label("op_revision"),
            AnswerEvent.response.label("op_response"),
            AnswerEvent.received_at.label("op_at"),
        )
        .outerjoin(AnswerEvent, _has_this_name())
        .where(Attempt.person_id == bindparam("person"))
    )


def _is_held_for(paper: Any) -> ColumnElement[bool]:
    return and_(Answer.attempt_id == Attempt.id, Answer.position == paper.c.position)


def _has_this_name() -> ColumnElement[bool]:
    return and_(
        AnswerEvent.attempt_id == Attempt.id, AnswerEvent.op_id == bindparam("op")
    )


def unmarked(*, limit: int = 50) -> list[int]:
    """Closed attempts that could not be marked yet."""
    return list(
        db.session.scalars(
            select(Attempt.id)
            .where(Attempt.unmarked_since.is_not(None))
            .order_by(Attempt.unmarked_since)
            .limit(limit)
        )
    )


OWN_ATTEMPT = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.person_id == bindparam("person"))
    .options(joinedload(Attempt.exam_version).joinedload(ExamVersion.exam))
)
AT_ONE_EXAM = and_(
    Attempt.person_id == bindparam("person"), Attempt.exam_id == bindparam("exam")
)
HAS_BEGUN = select(Attempt.id).where(AT_ONE_EXAM).limit(1)
ATTEMPTS_AT = select(Attempt).where(AT_ONE_EXAM).order_by(Attempt.number)
"""Built once: they are asked for every start and every hand-in."""
STATE = _state(bindparam("attempt_id"))
"""What may change about an attempt while it is written."""


def _mark() -> Any:
    parts = (
        Attempt.deadline_version,
        Attempt.writer_epoch,
        Attempt.paper_version,
        case((Attempt.paused_at.is_(None), 0), else_=1),
        Attempt.state,
    )
    first, *others = (cast(part, String) for part in parts)
    return sum((literal(".") + part for part in others), first)


LISTED = func.json_each(bindparam("ids", type_=String())).table_valued("value")
MARKS = select(Attempt.id, _mark().label("mark"))
PG_MARKS = MARKS.where(Attempt.id == func.any(bindparam("ids", type_=ARRAY(Integer))))
LITE_MARKS = MARKS.where(Attempt.id.in_(select(LISTED.c.value)))
"""One value for all of them: a thousand would be planned anew each time."""
LITE_GLANCES, PG_GLANCES = _glances("sqlite"), _glances("postgresql")
SLOT, CHANGED_SLOT = _slot(PaperQuestion.__table__), _slot(STANDING)
"""For the other answers; the second where a question of the paper was replaced."""
