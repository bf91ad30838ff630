"""What happened to an attempt, as its candidate may know it: when time was given,
taken or stood still. Never who did it, nor their words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from exams.sittings.models import Attempt, Outage, TimeEvent
from lms.kernel.quick import look

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
    return [Moment(*row) for row in look(MOVES, attempt=attempt_id)]


# An outage is credited at the moment it ends.
OF_OURS = and_(TimeEvent.kind == "outage", Outage.ended_at == TimeEvent.at)
MOVES = (
    select(TimeEvent.kind, TimeEvent.at, TimeEvent.seconds, Outage.began_at)
    .outerjoin(Outage, OF_OURS)
    .where(TimeEvent.attempt_id == bindparam("attempt"))
    .order_by(TimeEvent.id)
)
"""Built once: everybody looks at their result."""
