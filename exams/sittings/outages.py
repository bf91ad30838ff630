"""Our own outages: seen by a heartbeat that stopped, and given back to candidates.

The web server writes a heartbeat every few seconds. When it comes back after a
silence, or when somebody's time seems to be up before it has, the silence is
credited first, so that a server that was away closes nobody's attempt.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, insert, select, update

from exams.sittings import deadlines
from exams.sittings.models import Attempt, Heartbeat, Outage, TimeEvent
from exams.sittings.rules import timing
from lms.config import Settings
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db


def beat(*, now: datetime) -> None:
    """The web server can write: note it, and credit a silence that ends here."""
    last = _last()
    if last is None:
        db.session.execute(insert(Heartbeat).values(id=1, at=now))
    elif not _settle(last, now) and now > last:
        db.session.execute(update(Heartbeat).values(at=now))


def settle(*, now: datetime) -> bool:
    """Credit a silence that nobody has credited yet; says whether there was one.

    Nothing is known of outages before the first heartbeat. A silence that is still
    short goes on: whoever asks is not the web server, and is no heartbeat of its.
    """
    last = _last()
    return last is not None and _settle(last, now)


def alive_until(*, now: datetime) -> datetime:
    """Until when the web server surely could take answers: its last heartbeat, or
    now if nothing is known of one.

    What ran out after that may yet be given time: nobody closes it unasked.
    """
    last = db.session.scalar(select(Heartbeat.at).filter_by(id=1))
    return min(now, last) if last else now


def _last() -> datetime | None:
    # Held: of two processes that wake up together, one credits.
    return db.session.scalar(select(Heartbeat.at).filter_by(id=1).with_for_update())


def _settle(last: datetime, now: datetime) -> bool:
    if now - last <= timing.SHORTEST_OUTAGE:
        return False
    db.session.execute(update(Heartbeat).values(at=now))
    _credit(last, now)
    return True


def _credit(began: datetime, ended: datetime) -> None:
    """Every attempt that was open while we were silent gets that time back."""
    settings: Settings = current_app.config["SETTINGS"]
    most = timedelta(minutes=settings.outage_credit_minutes)
    affected = _open_before(ended)
    had = _credited_before([attempt_id for attempt_id, _ in affected])
    credit = {
        attempt_id: timing.outage_credit(
            began, ended, started_at=started_at, had=had[attempt_id], most=most
        )
        for attempt_id, started_at in affected
    }
    given = {key: value // timedelta(seconds=1) for key, value in credit.items()}
    why = deadlines.Why("outage")
    # Whoever had time when we fell silent has it again now.
    moved = deadlines.give(given, why, by=SYSTEM, now=ended, as_of=began)
    db.session.execute(
        insert(Outage).values(
            began_at=began,
            ended_at=ended,
            attempts=len(moved),
            credited_seconds=sum(given[key] for key in moved),
        )
    )


def _open_before(ended: datetime) -> list[tuple[int, datetime]]:
    """Open attempts, and since when their clocks have been running."""
    resumed = (
        select(func.max(TimeEvent.at))
        .where(TimeEvent.attempt_id == Attempt.id, TimeEvent.kind == "resume")
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Attempt.id, func.coalesce(resumed, Attempt.started_at)).where(
            Attempt.state == "open",
            Attempt.paused_at.is_(None),
            Attempt.started_at < ended,
        )
    )
    return [(attempt_id, running_since) for attempt_id, running_since in rows]


def _credited_before(attempts: list[int]) -> dict[int, timedelta]:
    rows = db.session.execute(
        select(TimeEvent.attempt_id, func.sum(TimeEvent.seconds))
        .where(TimeEvent.attempt_id.in_(attempts), TimeEvent.kind == "outage")
        .group_by(TimeEvent.attempt_id)
    )
    had = dict.fromkeys(attempts, timedelta())
    return had | {key: timedelta(seconds=seconds) for key, seconds in rows}
