"""Sitting an exam: start, save, flag, hand in, close. Callers own transaction
and time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import CursorResult, update

from exams.accommodations.queries import factor_of
from exams.marking import services as marking
from exams.papers import queries as papers
from exams.papers.models import ExamVersion
from exams.papers.rules.draw import DrawnQuestion, draw
from exams.schedule import entering
from exams.schedule.rules import ends
from exams.schedule.rules.entry import Window
from exams.sittings import events, outages, queries, writing
from exams.sittings.admission import refuse_unless_admitted
from exams.sittings.models import Attempt
from exams.sittings.rules import timing
from lms.kernel import audit
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import db

HANDED_IN, TIME_UP, STOPPED = "handed_in", "time_up", "stopped"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one start is under: the person's time factor, and the window it is in."""

    factor: int = timing.USUAL
    window: Window | None = None


def start(exam_key: str, *, voucher: str = "", by: Actor, now: datetime) -> Attempt:
    """Draw a paper and start the clock; an open attempt is simply gone on with.

    Raises 404 for an unknown exam, and NotOpenYet, NoAttemptNow, AlreadyPassed,
    what the schedule refuses (see entering.admit) or a room above (see
    attempt_starting). Twenty parallel starts end in one attempt: all but one run
    into its unique index and are repeated.
    """
    version = papers.current_version(exam_key)
    before = queries.attempts_at(by.id, version.exam_id)
    if before and not close_if_due(before[-1], now=now):
        return before[-1]
    pool = papers.pool_of(version.exam.bank_id)
    events.attempt_starting.send(version.exam, by=by, now=now)
    refuse_unless_admitted(version, before, pool, now=now)
    admitted = entering.admit(version.exam_id, by.id, voucher, now=now)
    terms = Terms(factor_of(by.id), admitted.window)
    seed = secrets.token_hex(16)
    attempt = _open(version, len(before) + 1, seed, terms, by=by, now=now)
    paper = draw(version.blueprint, pool, rng=Random(seed))  # noqa: S311  kept, not secret
    _keep(attempt, paper)
    if admitted.voucher_id is not None:
        entering.use_up(admitted.voucher_id, attempt.id, now=now)
    return attempt


def hand_in(attempt_id: int, *, by: Actor, now: datetime) -> Attempt:
    """Close the attempt for good and mark it; a second hand-in changes nothing."""
    attempt = queries.own_attempt(by, attempt_id)
    if not close_if_due(attempt, now=now):
        _close(attempt, HANDED_IN, min(now, attempt.deadline_at), by=by, now=now)
    return attempt


def stop(attempt: Attempt, *, by: Actor, now: datetime) -> None:
    """End an open attempt here and now, by staff; it is marked as it stands."""
    _close(attempt, STOPPED, min(now, attempt.deadline_at), by=by, now=now)


def close_if_due(attempt: Attempt, *, now: datetime) -> bool:
    """Close an attempt whose time is up; says whether it is closed now.

    It ends at its deadline, however late somebody looks.
    """
    if is_due(attempt, now=now) and outages.settle(now=now):
        db.session.refresh(attempt)  # an outage of ours may have given it time
    if is_due(attempt, now=now):
        _close(attempt, TIME_UP, attempt.deadline_at, by=SYSTEM, now=now)
    return attempt.state != "open"


def is_due(attempt: Attempt, *, now: datetime) -> bool:
    """Is the attempt still open although its time is up?"""
    return attempt.state == "open" and timing.is_over(
        attempt.closes_at, at=now, paused_at=attempt.paused_at
    )


def _open(
    version: ExamVersion,
    number: int,
    seed: str,
    terms: Terms,
    *,
    by: Actor,
    now: datetime,
) -> Attempt:
    time = timing.allowed(version.seconds, factor=terms.factor)
    hard_end = terms.window.ends_at if terms.window else None
    deadline = ends.deadline(now, time, hard_end)
    attempt = Attempt(
        exam_id=version.exam_id,
        exam_version_id=version.id,
        person_id=by.id,
        company_id=by.company_id,
        number=number,
        state="open",
        started_at=now,
        deadline_at=deadline,
        closes_at=deadline + timing.grace(time, factor=terms.factor),
        time_factor=terms.factor,
        window_id=terms.window.id if terms.window else None,
        seed=seed,
    )
    db.session.add(attempt)
    db.session.flush()
    audit.record(
        "exams.attempt.started",
        "attempt",
        attempt.id,
        by=by,
        now=now,
        after={"exam": version.exam.key, "version": version.number, "number": number},
    )
    return attempt


def _keep(attempt: Attempt, paper: Sequence[DrawnQuestion]) -> None:
    rows = [
        {
            "position": position,
            "version_id": question.version_id,
            "order": question.order,
            "tokens": question.tokens,
        }
        for position, question in enumerate(paper, start=1)
    ]
    writing.keep_paper(attempt.id, rows)


def _close(
    attempt: Attempt, cause: str, ended_at: datetime, *, by: Actor, now: datetime
) -> None:
    closed = db.session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.state == "open")
        .values(state="closed", cause=cause, finished_at=ended_at)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(attempt)
    assert isinstance(closed, CursorResult)  # noqa: S101  for the type checker
    if closed.rowcount == 0:
        return  # somebody else closed it a moment before
    score = marking.mark_attempt(attempt, now=now)
    audit.record(
        f"exams.attempt.{cause}",
        "attempt",
        attempt.id,
        by=by,
        now=now,
        company_id=attempt.company_id,
        after={"earned": score.earned, "possible": score.possible},
    )
    events.attempt_marked.send(attempt, score=score, now=now)
