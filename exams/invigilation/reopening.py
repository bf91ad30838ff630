"""Opening a closed attempt again after a mistake: one proposes, another approves."""

from datetime import datetime

from sqlalchemy import func, insert, select, update

from exams.invigilation import events
from exams.invigilation.errors import AlreadyDecided, CannotReopen, OwnProposal
from exams.invigilation.models import Reopening
from exams.invigilation.queries import UNDECIDED
from exams.invigilation.rules.reopening import Closed, Obstacle, deadline, obstacle
from exams.sittings import trail
from exams.sittings.models import Attempt, TimeEvent
from exams.sittings.rules import timing
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db
from lms.kernel.i18n import words as _

WHY_NOT = {
    Obstacle.OPEN: _("This attempt is open."),
    Obstacle.VOID: _("A void attempt stays closed."),
    Obstacle.NOT_LAST: _("A later attempt was begun: only the last one can be opened."),
}


def propose(
    attempt_id: int, minutes: int, reason: str, *, by: Actor, now: datetime
) -> Reopening:
    """Ask a colleague to open the attempt for these minutes.

    Raises CannotReopen, AlreadyDecided while another proposal waits, or what a room
    above refuses (see attempt_reopening).
    """
    attempt = _held(attempt_id)
    _refuse_unless_possible(attempt, by)
    if db.session.scalar(
        select(Reopening.id).filter_by(attempt_id=attempt_id).where(*UNDECIDED)
    ):
        raise AlreadyDecided(_("A proposal waits for a decision already."))
    found = Reopening(
        attempt_id=attempt_id,
        minutes=minutes,
        reason=reason,
        proposed_at=now,
        proposed_by_id=by.id,
    )
    db.session.add(found)
    db.session.flush()
    after = {"minutes": minutes, "reason": reason}
    trail.note(attempt, "proposed", after, by=by, now=now)
    return found


def approve(reopening_id: int, *, by: Actor, now: datetime) -> Attempt:
    """Open the attempt. Of two approvals one is carried out.

    Raises OwnProposal, AlreadyDecided, CannotReopen or what a room above refuses.
    """
    found = db.get_or_404(Reopening, reopening_id)
    if found.proposed_by_id == by.id:
        raise OwnProposal(_("You proposed this: somebody else approves it."))
    attempt = _held(found.attempt_id)
    _decide(reopening_id, approved_at=now, approved_by_id=by.id)
    _refuse_unless_possible(attempt, by)
    _open(attempt, found, by=by, now=now)
    trail.note(attempt, "reopened", {"minutes": found.minutes}, by=by, now=now)
    return attempt


def refuse(reopening_id: int, *, by: Actor, now: datetime) -> int:
    """Leave the attempt closed; who proposed it may take it back so.

    Returns the attempt's id. Raises AlreadyDecided.
    """
    found = db.get_or_404(Reopening, reopening_id)
    _decide(reopening_id, refused_at=now, refused_by_id=by.id)
    trail.note(found.attempt, "reopening_refused", {}, by=by, now=now)
    return found.attempt_id


def _held(attempt_id: int) -> Attempt:
    attempt: Attempt = db.first_or_404(
        select(Attempt)
        .filter_by(id=attempt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return attempt


def _refuse_unless_possible(attempt: Attempt, by: Actor) -> None:
    last = db.session.scalars(
        select(func.max(Attempt.number)).filter_by(
            exam_id=attempt.exam_id, person_id=attempt.person_id
        )
    ).one()
    is_void = attempt.voided_at is not None
    found = obstacle(Closed(attempt.state, is_void, attempt.number, last or 0))
    if found is not None:
        raise CannotReopen(WHY_NOT[found])
    events.attempt_reopening.send(attempt, by=by)


def _decide(reopening_id: int, **decision: object) -> None:
    count = changed(
        update(Reopening)
        .where(Reopening.id == reopening_id, *UNDECIDED)
        .values(**decision)
    )
    if count == 0:
        raise AlreadyDecided(_("This was decided before."))


def _open(attempt: Attempt, found: Reopening, *, by: Actor, now: datetime) -> None:
    before, until = attempt.deadline_at, deadline(found.minutes, now=now)
    time = timing.allowed(attempt.exam_version.seconds, factor=attempt.time_factor)
    db.session.execute(
        insert(TimeEvent).values(
            attempt_id=attempt.id,
            kind="reopened",
            seconds=found.minutes * 60,
            deadline_before=before,
            deadline_after=until,
            at=now,
            by_id=by.id,
            reason=found.reason,
        )
    )
    attempt.state, attempt.cause, attempt.finished_at = "open", None, None
    attempt.paused_at, attempt.deadline_at = None, until
    attempt.closes_at = until + timing.grace(time, factor=attempt.time_factor)
    attempt.deadline_version += 1
    attempt.unmarked_since = None
    db.session.flush()
