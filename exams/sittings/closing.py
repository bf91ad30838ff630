"""Closing an attempt: by hand, at its deadline, or by staff; marked in the same deed.

A paper that cannot be marked (a key is broken) closes all the same: nobody is kept
in an exam by a fault of ours. It waits without a score, which is never a pass, and
is tried again until it can be marked.
"""

from datetime import datetime
from typing import Any, cast

import structlog
from sqlalchemy import Row, Table, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from exams.marking import services as marking
from exams.marking.rules.scoring import Score
from exams.marking.rules.tallies import UnusableKey
from exams.sittings import events, outages, queries, trail
from exams.sittings.models import Attempt
from exams.sittings.rules import timing
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import UtcDateTime, db
from lms.kernel.quick import look

HANDED_IN, TIME_UP, STOPPED = "handed_in", "time_up", "stopped"

log = structlog.get_logger()


def hand_in(attempt_id: int, *, by: Actor, now: datetime) -> Attempt:
    """Close the attempt for good and mark it; a second hand-in changes nothing."""
    attempt = queries.own_attempt(by, attempt_id)
    if not close_if_due(attempt, now=now):
        _close(attempt, HANDED_IN, _ended(attempt, now), by=by, now=now)
    return attempt


def stop(attempt: Attempt, *, by: Actor, now: datetime) -> None:
    """End an open attempt here and now, by staff; it is marked as it stands."""
    _close(attempt, STOPPED, _ended(attempt, now), by=by, now=now)


def close_if_due(attempt: Attempt, *, now: datetime) -> bool:
    """Close an attempt whose time is up; says whether it is closed now.

    It ends at its deadline, however late somebody looks.
    """
    if is_due(attempt, now=now):
        outages.settle(now=now)
        # Held: an outage of ours or a member of staff may just have given it time.
        db.session.refresh(attempt, with_for_update={"of": Attempt})
    if is_due(attempt, now=now):
        _close(attempt, TIME_UP, attempt.deadline_at, by=SYSTEM, now=now)
    return attempt.state != "open"


def is_due(attempt: Attempt | Row[Any], *, now: datetime) -> bool:
    """Is the attempt still open although its time is up?"""
    return attempt.state == "open" and timing.is_over(
        attempt.closes_at, at=now, paused_at=attempt.paused_at
    )


def mark_waiting(attempt: Attempt, *, now: datetime) -> bool:
    """Try once more to mark a closed attempt that waits for it; says whether it is
    marked now."""
    db.session.refresh(attempt, with_for_update={"of": Attempt})
    if attempt.unmarked_since is None or attempt.state != "closed":
        return False
    try:
        score = marking.mark_attempt(attempt, now=now)
    except UnusableKey:
        return False
    attempt.unmarked_since = None
    _announce(attempt, "marked", score, by=SYSTEM, now=now)
    return True


def _ended(attempt: Attempt, now: datetime) -> datetime:
    """Between start and deadline: our clock may have been set back since."""
    return max(attempt.started_at, min(now, attempt.deadline_at))


def _close(
    attempt: Attempt, cause: str, ended_at: datetime, *, by: Actor, now: datetime
) -> None:
    closed = {"state": "closed", "cause": cause, "finished_at": ended_at}
    if look(CLOSE, attempt=attempt.id, why=cause, at=ended_at):
        for name, value in closed.items():
            set_committed_value(attempt, name, value)
        _mark(attempt, cause, by=by, now=now)
    else:
        # Somebody closed it a moment before, in their way.
        db.session.refresh(attempt)


def _mark(attempt: Attempt, cause: str, *, by: Actor, now: datetime) -> None:
    try:
        score = marking.mark_attempt(attempt, now=now)
    except UnusableKey as error:
        log.error("an attempt cannot be marked", attempt=attempt.id, reason=str(error))
        attempt.unmarked_since = now
        trail.note(attempt, cause, {"unmarked": str(error)}, by=by, now=now)
    else:
        _announce(attempt, cause, score, by=by, now=now)


def _announce(
    attempt: Attempt, deed: str, score: Score, *, by: Actor, now: datetime
) -> None:
    points = {"earned": score.earned, "possible": score.possible}
    trail.note(attempt, deed, points, by=by, now=now)
    events.attempt_marked.send(attempt, score=score, now=now)


ATTEMPTS = cast(Table, Attempt.__table__)
CLOSE = (
    update(ATTEMPTS)
    .where(ATTEMPTS.c.id == bindparam("attempt"), ATTEMPTS.c.state == "open")
    .values(
        state="closed",
        cause=bindparam("why"),
        finished_at=bindparam("at", type_=UtcDateTime()),
    )
    .returning(ATTEMPTS.c.id)
)
"""Built once: every attempt is closed once."""
