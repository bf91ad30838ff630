"""Blocking a question that leaked: out of the pool, and off the open papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any

from sqlalchemy import insert, select, update

from exams.invigilation.errors import AlreadyBlocked, NotBlocked
from exams.invigilation.measures import refuse_another_count
from exams.invigilation.papers import OpenPaper, papers_with, stock_of
from exams.invigilation.rules.remedies import Place, Remedy, Stock, remedy
from exams.papers.models import BlockLifting, Exam, QuestionBlock
from exams.papers.queries import is_blocked
from exams.papers.rules.draw import PoolQuestion, draw
from exams.sittings import writing
from exams.sittings.models import Attempt, PaperSubstitution
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from question_banks.items.models import Question


@dataclass(frozen=True, slots=True)
class Order:
    """Which question, why, whether others may take its place, and how many open
    papers were shown to hold it."""

    question_id: int
    reason: str
    replaces: bool
    count: int


def block(order: Order, *, by: Actor, now: datetime) -> dict[Remedy, int]:
    """Block a question at once. Returns what became of it, by open paper.

    Raises AlreadyBlocked and CountChanged. A start that is under way is waited
    for; one that comes later does not find the question any more.
    """
    question = _held(order.question_id)
    if db.session.scalar(select(is_blocked()).where(Question.id == question.id)):
        raise AlreadyBlocked(_("This question is blocked already."))
    papers = papers_with(question.id)
    refuse_another_count(order.count, len(papers))
    row = QuestionBlock(
        question_id=question.id, reason=order.reason, at=now, by_id=by.id
    )
    db.session.add(row)
    db.session.flush()
    done = _remedy_all(row, papers, order.replaces, now)
    _record("exams.question.blocked", row, done, order.reason, by=by, now=now)
    return {found: len(ids) for found, ids in done.items()}


def lift(block_id: int, reason: str, *, by: Actor, now: datetime) -> None:
    """Let the question be drawn again. Papers stay as they are. Raises NotBlocked."""
    found = db.get_or_404(QuestionBlock, block_id)
    _held(found.question_id)
    db.session.refresh(found)
    if found.lifting is not None:
        raise NotBlocked(_("This block was lifted already."))
    db.session.add(BlockLifting(block_id=block_id, reason=reason, at=now, by_id=by.id))
    _record("exams.question.unblocked", found, {}, reason, by=by, now=now)


def _held(question_id: int) -> Question:
    """The question, with its exams: a start holds its exam from the beginning, so
    that none of them has read the pool and not yet kept its paper."""
    question: Question = db.first_or_404(
        select(Question).filter_by(id=question_id).with_for_update()
    )
    exams = select(Exam.id).where(Exam.bank_id == question.bank_id).order_by(Exam.id)
    db.session.execute(exams.with_for_update()).all()
    return question


def _remedy_all(
    row: QuestionBlock, papers: Iterable[OpenPaper], replaces: bool, now: datetime
) -> dict[Remedy, list[int]]:
    stock, rng = stock_of(row.question.bank_id), SystemRandom()
    done: dict[Remedy, list[int]] = {found: [] for found in Remedy}
    rows = []
    for paper in papers:
        place = next(p for p in paper.places if p.question_id == row.question_id)
        found, other = remedy(place, paper.places, stock, replaces=replaces, rng=rng)
        done[found].append(paper.attempt_id)
        if found is not Remedy.KEPT:
            rows.append(_substitution(paper, place, other, stock) | {"at": now})
    _keep(row, rows)
    return done


def _substitution(
    paper: OpenPaper, place: Place, other: PoolQuestion | None, stock: Stock
) -> dict[str, object]:
    where = {"attempt_id": paper.attempt_id, "position": place.position}
    standing = paper.standing[place.position]
    if other is None:
        return {
            **where,
            "number": (standing.substitution or 0) + 1,
            "version_id": standing.version_id,
            "order": standing.order,
            "tokens": standing.tokens,
            "is_counted": False,
        }
    (drawn,) = draw({other.domain: 1}, [other], rng=SystemRandom())
    return {
        **where,
        "number": (standing.substitution or 0) + 1,
        "version_id": drawn.version_id,
        "order": list(drawn.order),
        "tokens": list(drawn.tokens),
        "is_counted": True,
    }


def _keep(block: QuestionBlock, rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    db.session.execute(
        insert(PaperSubstitution), [row | {"block_id": block.id} for row in rows]
    )
    if places := [_place_of(row) for row in rows if row["is_counted"]]:
        writing.start_anew(places)
    changed = [row["attempt_id"] for row in rows]
    db.session.execute(
        update(Attempt)
        .where(Attempt.id.in_(changed))
        .values(paper_version=Attempt.paper_version + 1)
        .execution_options(synchronize_session=False)
    )


def _place_of(row: Mapping[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in ("attempt_id", "position")}


def _record(
    action: str,
    row: QuestionBlock,
    done: dict[Remedy, list[int]],
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    attempts = {str(found): ids for found, ids in done.items() if ids}
    audit.record(
        action,
        "question",
        row.question.code,
        by=by,
        now=now,
        after={"reason": reason, **attempts},
    )
