"""Moving deadlines: each move is a row that says how far, why and by whom."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, insert, select, update

from exams.sittings import queries, trail
from exams.sittings.models import Attempt, TimeEvent
from exams.sittings.rules import timing
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import db

ROWS = cast(Table, Attempt.__table__)
EVENTS = cast(Table, TimeEvent.__table__)


@dataclass(frozen=True, slots=True)
class Why:
    """What stands in the attempt's timeline beside a move: a TimeEvent's kind."""

    kind: str
    reason: str = ""


def give(
    seconds: Mapping[int, int],
    why: Why,
    *,
    by: Actor,
    now: datetime,
    as_of: datetime | None = None,
) -> list[int]:
    """Move the deadlines of open attempts: {attempt id: seconds given}.

    Returns the ids that were moved. An attempt that is closed, or whose time was
    up (now, or `as_of`), stays as it is: a move never reopens anything.
    """
    held = [a for a in _held(seconds) if not _is_over(a, as_of or now)]
    _move(held, lambda a: timedelta(seconds=seconds[a.id]), why, by=by, now=now)
    return [attempt.id for attempt in held]


def pause(
    attempts: Collection[int], reason: str, *, by: Actor, now: datetime
) -> list[int]:
    """Let the clock of open attempts stand still; returns the ids paused now."""
    held = [a for a in _held(attempts) if a.paused_at is None and not _is_over(a, now)]
    if held:
        db.session.execute(
            update(Attempt)
            .where(Attempt.id.in_([attempt.id for attempt in held]))
            .values(paused_at=now, deadline_version=Attempt.deadline_version + 1)
        )
    _note(held, lambda a: timedelta(), Why("pause", reason), by=by, now=now)
    return [attempt.id for attempt in held]


def resume(
    attempts: Collection[int], reason: str, *, by: Actor, now: datetime
) -> list[int]:
    """Let the clock run on, with all the time that was left; returns the ids."""
    held = [attempt for attempt in _held(attempts) if attempt.paused_at is not None]
    since = {a.id: a.paused_at for a in held if a.paused_at is not None}
    why = Why("resume", reason)
    _move(held, lambda a: max(now - since[a.id], timedelta()), why, by=by, now=now)
    if held:
        db.session.execute(
            update(Attempt).where(Attempt.id.in_(list(since))).values(paused_at=None)
        )
    return [attempt.id for attempt in held]


def note_painted(attempt_id: int, *, by: Actor, now: datetime) -> Attempt:
    """The first question is on the screen: the clock begins here, not earlier.

    Only the first word counts. Raises 404 for an attempt that is not theirs.
    """
    attempt = queries.hold_own(attempt_id, by=by)
    if attempt.painted_at is None and attempt.state == "open":
        attempt.painted_at = now
        credit = timing.paint_credit(attempt.started_at, painted_at=now)
        if credit and not _is_over(attempt, now):
            _move([attempt], lambda _: credit, Why("painted"), by=SYSTEM, now=now)
    return attempt


def _held(attempts: Collection[int]) -> Sequence[Attempt]:
    """Open ones among these, held until the transaction ends."""
    return db.session.scalars(
        select(Attempt)
        .where(Attempt.id.in_(list(attempts)), Attempt.state == "open")
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _is_over(attempt: Attempt, now: datetime) -> bool:
    return timing.is_over(attempt.closes_at, at=now, paused_at=attempt.paused_at)


def _move(
    attempts: Sequence[Attempt],
    by_how_much: Callable[[Attempt], timedelta],
    why: Why,
    *,
    by: Actor,
    now: datetime,
) -> None:
    if not attempts:
        return
    _note(attempts, by_how_much, why, by=by, now=now)
    db.session.execute(
        update(ROWS)
        .where(ROWS.c.id == bindparam("which"))
        .values(
            deadline_at=bindparam("deadline"),
            closes_at=bindparam("closes"),
            deadline_version=ROWS.c.deadline_version + 1,
        ),
        [
            {
                "which": attempt.id,
                "deadline": attempt.deadline_at + by_how_much(attempt),
                "closes": attempt.closes_at + by_how_much(attempt),
            }
            for attempt in attempts
        ],
    )
    for attempt in attempts:
        db.session.expire(attempt)


def _note(
    attempts: Sequence[Attempt],
    by_how_much: Callable[[Attempt], timedelta],
    why: Why,
    *,
    by: Actor,
    now: datetime,
) -> None:
    rows = [_row(attempt, by_how_much(attempt), why, by, now) for attempt in attempts]
    if rows:
        db.session.execute(insert(EVENTS), rows)
    for attempt, row in zip(attempts, rows, strict=True):
        # Others read the trail, who need not know how much more time somebody has.
        is_private = why.kind == "accommodation"
        given = {} if is_private else {"seconds": row["seconds"]}
        after = {**given, "reason": why.reason}
        trail.note(attempt, why.kind, after, by=by, now=now)


def _row(
    attempt: Attempt, given: timedelta, why: Why, by: Actor, now: datetime
) -> dict[str, object]:
    return {
        "attempt_id": attempt.id,
        "kind": why.kind,
        "seconds": given // timedelta(seconds=1),
        "deadline_before": attempt.deadline_at,
        "deadline_after": attempt.deadline_at + given,
        "at": now,
        "by_id": by.person_id,
        "reason": why.reason,
    }
