"""A new time factor reaches the attempts that are under way."""

from datetime import datetime

from sqlalchemy import select

from exams.accommodations.rules.factors import Running, shift
from exams.sittings import deadlines
from exams.sittings.models import Attempt
from exams.sittings.rules import timing
from lms.kernel.actor import Actor
from lms.kernel.db import db


def apply_factor(person_id: int, *, factor: int, by: Actor, now: datetime) -> None:
    """Move the deadline of every open attempt of a person, and its grace."""
    attempts = db.session.scalars(
        select(Attempt)
        .filter_by(person_id=person_id, state="open")
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    ).all()
    seconds = {attempt.id: _shift(attempt, factor, now) for attempt in attempts}
    moved = deadlines.give(seconds, deadlines.Why("accommodation"), by=by, now=now)
    for attempt in attempts:
        if attempt.id in moved:
            _set_grace(attempt, factor)
    db.session.flush()


def _shift(attempt: Attempt, factor: int, now: datetime) -> int:
    running = Running(
        attempt.exam_version.seconds,
        attempt.time_factor,
        attempt.deadline_at,
        attempt.paused_at or now,
        attempt.window.ends_at if attempt.window else None,
    )
    return shift(running, factor)


def _set_grace(attempt: Attempt, factor: int) -> None:
    time = timing.allowed(attempt.exam_version.seconds, factor=factor)
    grace = timing.grace(time, factor=factor)
    attempt.time_factor = factor
    attempt.closes_at = attempt.deadline_at + grace
