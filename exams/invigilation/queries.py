"""Questions about what staff did, and about who is sitting now."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from exams.invigilation.models import AttemptVoid, Incident, IntegritySignal, Reopening
from exams.papers.models import Exam, ExamVersion, QuestionBlock
from exams.sittings.models import Attempt
from lms.kernel.db import db
from question_banks.items.models import Bank, Question

UNDECIDED = Reopening.approved_at.is_(None), Reopening.refused_at.is_(None)
"""Reopenings that wait for a second person."""


def open_ids(exam_id: int, *, is_paused: bool | None = None) -> list[int]:
    """Open attempts at an exam; only the paused ones, or the others, if asked."""
    found = select(Attempt.id).filter_by(exam_id=exam_id, state="open")
    if is_paused is not None:
        stands = Attempt.paused_at.is_not(None)
        found = found.where(stands if is_paused else ~stands)
    return list(db.session.scalars(found.order_by(Attempt.id)))


def void_of(attempt_id: int) -> AttemptVoid | None:
    return db.session.get(AttemptVoid, attempt_id)


def signal_counts(attempt_id: int) -> dict[str, int]:
    """How often each kind of hint came: {kind: number}."""
    rows = db.session.execute(
        select(IntegritySignal.kind, func.count())
        .filter_by(attempt_id=attempt_id)
        .group_by(IntegritySignal.kind)
    )
    return {kind: number for kind, number in rows}  # noqa: C416  rows are no pairs


def proposal_of(attempt_id: int) -> Reopening | None:
    """The proposal that waits for a decision, if there is one."""
    return db.session.scalar(
        select(Reopening)
        .filter_by(attempt_id=attempt_id)
        .where(*UNDECIDED)
        .options(joinedload(Reopening.proposed_by))
    )


def proposals() -> list[Reopening]:
    """Every reopening that waits for a second person, the oldest first."""
    return list(
        db.session.scalars(
            select(Reopening)
            .where(*UNDECIDED)
            .options(
                joinedload(Reopening.proposed_by),
                joinedload(Reopening.attempt).joinedload(Attempt.person),
                joinedload(Reopening.attempt).joinedload(Attempt.exam),
            )
            .order_by(Reopening.id)
        )
    )


def incidents_since(moment: datetime, *, limit: int = 20) -> list[Incident]:
    """What was noted after a moment, the latest first."""
    return list(
        db.session.scalars(
            select(Incident)
            .where(Incident.at >= moment)
            .options(
                joinedload(Incident.by),
                joinedload(Incident.exam),
                joinedload(Incident.attempt).joinedload(Attempt.person),
            )
            .order_by(Incident.id.desc())
            .limit(limit)
        )
    )


def blocks() -> list[QuestionBlock]:
    """Every block, those that hold first, then the newest."""
    rows = db.session.scalars(
        select(QuestionBlock)
        .options(
            joinedload(QuestionBlock.question).joinedload(Question.bank),
            selectinload(QuestionBlock.lifting),
        )
        .order_by(QuestionBlock.id.desc())
    )
    return sorted(rows, key=lambda block: block.lifting is not None)


def question(bank_key: str, code: str) -> Question:
    """A published question by its name, however it is typed, or 404."""
    found: Question = db.one_or_404(
        select(Question)
        .join(Question.bank)
        .where(
            Bank.key == bank_key,
            func.upper(Question.code) == code.strip().upper(),
            Question.current_version_id.is_not(None),
        )
        .options(joinedload(Question.bank), joinedload(Question.current))
    )
    return found


def needed_of(bank_id: int, domain: str) -> int:
    """How many questions of a domain the exams of a bank draw, at most."""
    newest = (
        select(func.max(ExamVersion.id)).group_by(ExamVersion.exam_id).scalar_subquery()
    )
    blueprints = db.session.scalars(
        select(ExamVersion.blueprint)
        .join(Exam, Exam.id == ExamVersion.exam_id)
        .where(Exam.bank_id == bank_id, ExamVersion.id.in_(newest))
    )
    return max((blueprint.get(domain, 0) for blueprint in blueprints), default=0)
