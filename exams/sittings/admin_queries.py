"""Attempts for oversight: who sat what, and what happened. Never an answer's
content, never a key."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.orm import aliased, joinedload

from exams.marking.models import ScoreRun
from exams.papers.models import Exam, ExamVersion
from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.standing import STANDING
from lms.accounts.models import Company
from lms.accounts.queries import is_called
from lms.kernel.db import Text, db
from question_banks.items.models import Bank, Domain, Question, QuestionVersion


class State(StrEnum):
    """What a list of attempts can be narrowed to."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    HANDED_IN = "handed_in"
    TIME_UP = "time_up"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One question of a paper by its name, as F-PLAT-001 v2, and how often and
    when an answer to it was saved."""

    position: int
    code: str
    domain: str
    domain_title: Text
    saves: int
    last_saved_at: datetime | None
    is_replaced: bool = False
    is_counted: bool = True
    bank: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Save:
    """One acknowledged save: the n-th of its question."""

    position: int
    revision: int
    at: datetime


def attempts(
    exam: str = "", state: str = "", company: str = "", person: str = ""
) -> Select[Attempt]:
    """Attempts by exam key, State, company slug of the day, and a part of the
    person's name or address; empty does not narrow. The newest first."""
    found = select(Attempt).join(Attempt.person).order_by(Attempt.id.desc())
    if exam:
        found = found.where(Attempt.exam.has(Exam.key == exam))
    if state:
        found = found.where(_is_in(State(state)))
    if company:
        found = found.where(Attempt.company.has(Company.slug == company))
    if person:
        found = found.where(is_called(person))
    return found.options(
        joinedload(Attempt.exam),
        joinedload(Attempt.person),
        joinedload(Attempt.company),
    )


def companies() -> list[Company]:
    return list(db.session.scalars(select(Company).order_by(Company.name)))


def attempt(attempt_id: int) -> Attempt:
    """Anybody's attempt, or 404."""
    found: Attempt = db.first_or_404(
        select(Attempt)
        .where(Attempt.id == attempt_id)
        .options(
            joinedload(Attempt.exam),
            joinedload(Attempt.exam_version).load_only(
                ExamVersion.number, ExamVersion.pass_mark, ExamVersion.seconds
            ),
            joinedload(Attempt.person),
            joinedload(Attempt.company),
        )
    )
    return found


def saves(attempt_id: int) -> list[Save]:
    """Every acknowledged save in the order of arrival."""
    rows = db.session.execute(
        select(AnswerEvent.position, AnswerEvent.revision, AnswerEvent.received_at)
        .where(AnswerEvent.attempt_id == attempt_id)
        .order_by(AnswerEvent.id)
    )
    return [Save(*row) for row in rows]


def paper(attempt_id: int, saved: list[Save]) -> list[PaperLine]:
    """The questions of a paper by name, with the saves of each."""
    times = Counter(save.position for save in saved)
    last = {save.position: save.at for save in saved}
    return [
        PaperLine(
            row.position,
            f"{row.code} v{row.number}",
            row.key,
            row.title,
            times[row.position],
            last.get(row.position),
            is_replaced=row.substitution is not None and row.is_counted,
            is_counted=row.is_counted,
            bank=row.bank,
            question=row.code,
        )
        for row in _paper_rows(attempt_id)
    ]


def _paper_rows(attempt_id: int) -> Sequence[Row[Any]]:
    rows: Any = db.session.execute(
        select(
            STANDING.c.position,
            STANDING.c.substitution,
            STANDING.c.is_counted,
            Question.code,
            QuestionVersion.number,
            Domain.key,
            Domain.title,
            Bank.key.label("bank"),
        )
        .join(QuestionVersion, QuestionVersion.id == STANDING.c.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(STANDING.c.attempt_id == attempt_id)
        .order_by(STANDING.c.position)
    ).all()
    return cast(Sequence[Row[Any]], rows)


def scores(attempt_id: int) -> list[ScoreRun]:
    """Every marking of an attempt; the first of the list counts."""
    return list(
        db.session.scalars(
            select(ScoreRun)
            .where(ScoreRun.attempt_id == attempt_id)
            .order_by(ScoreRun.number.desc())
        )
    )


def _is_in(state: State) -> ColumnElement[bool]:
    if state is State.OPEN:
        return Attempt.state == "open"
    if state is State.VOID:
        return Attempt.voided_at.is_not(None)
    if state in (State.HANDED_IN, State.TIME_UP):
        return Attempt.cause == state
    later = aliased(ScoreRun)
    return exists().where(
        ScoreRun.attempt_id == Attempt.id,
        ScoreRun.passed.is_(state is State.PASSED),
        Attempt.voided_at.is_(None),
        ~exists().where(
            later.attempt_id == ScoreRun.attempt_id, later.number > ScoreRun.number
        ),
    )
