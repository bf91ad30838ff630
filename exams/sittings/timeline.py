"""What happened to an attempt, as its candidate may know it: when time was given,
taken or stood still. Never who did it, nor their words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from exams.sittings.models import Attempt, Outage, TimeEvent
from lms.kernel.db import db

STARTED, VOID = "started", "void"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: started, a kind of TimeEvent, the cause of the end,
    or void.

    `seconds` is what it gave (less than nothing: took); `since` is when an outage
    of ours began.
    """

    kind: str
    at: datetime
    seconds: int = 0
    since: datetime | None = None


def timeline(attempt: Attempt) -> list[Moment]:
    """Everything from the start to the end, in its order."""
    happened = [Moment(STARTED, attempt.started_at), *_moves(attempt.id)]
    if attempt.finished_at is not None and attempt.cause is not None:
        happened.append(Moment(attempt.cause, attempt.finished_at))
    if attempt.voided_at is not None:
        happened.append(Moment(VOID, attempt.voided_at))
    return sorted(happened, key=lambda moment: moment.at)


def _moves(attempt_id: int) -> list[Moment]:
    # An outage is credited at the moment it ends.
    of_ours = and_(TimeEvent.kind == "outage", Outage.ended_at == TimeEvent.at)
    rows = db.session.execute(
        select(TimeEvent.kind, TimeEvent.at, TimeEvent.seconds, Outage.began_at)
        .outerjoin(Outage, of_ours)
        .where(TimeEvent.attempt_id == attempt_id)
        .order_by(TimeEvent.id)
    )
    return [Moment(*row) for row in rows]
