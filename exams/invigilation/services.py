"""What is noted about an attempt, and declaring one void."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from exams.invigilation import events
from exams.invigilation.errors import AlreadyVoid
from exams.invigilation.models import AttemptVoid, Incident, IntegritySignal
from exams.invigilation.rules.signals import LONGEST_AGO, MOST_SIGNALS, Signal
from exams.papers.models import Exam
from exams.sittings import closing, queries, trail
from exams.sittings.models import Attempt
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _


@dataclass(frozen=True, slots=True)
class Hint:
    """What a browser says it saw, and how long ago by its own count."""

    kind: Signal
    seconds_ago: int


def note_incident(
    exam: Exam, attempt: Attempt | None, text: str, *, by: Actor, now: datetime
) -> Incident:
    """Write down what happened, in an exam or to one candidate."""
    row = Incident(
        exam_id=exam.id,
        attempt_id=attempt.id if attempt else None,
        text=text,
        at=now,
        by_id=by.person_id,
    )
    db.session.add(row)
    subject = ("attempt", attempt.id) if attempt else ("exam", exam.key)
    audit.record("exams.incident.noted", *subject, by=by, now=now, after={"text": text})
    return row


def declare_void(
    attempt_id: int, reason: str, *, is_spent: bool, by: Actor, now: datetime
) -> None:
    """From now on the attempt proves nothing; an open one ends here.

    `is_spent`: it still uses up one of the person's attempts. Raises AlreadyVoid.
    A certificate that rests on it is not touched: a room above asks two people.
    """
    attempt: Attempt = db.first_or_404(
        select(Attempt).filter_by(id=attempt_id).with_for_update()
    )
    if attempt.voided_at is not None:
        raise AlreadyVoid(_("This attempt is void already."))
    db.session.add(
        AttemptVoid(attempt_id=attempt_id, reason=reason, at=now, by_id=by.id)
    )
    attempt.voided_at, attempt.is_spent = now, is_spent
    db.session.flush()
    if attempt.state == "open":
        closing.stop(attempt, by=by, now=now)
    after = {"reason": reason, "uses_up_an_attempt": is_spent}
    trail.note(attempt, "voided", after, by=by, now=now)
    events.attempt_voided.send(attempt, by=by, now=now)


def keep_hints(
    attempt_id: int, hints: Collection[Hint], *, by: Actor, now: datetime
) -> None:
    """Keep what a browser hints at, as many as are kept for one attempt.

    Raises 404 for an attempt that is not theirs. What comes after the end, or
    after too many, is let go without a word.
    """
    # Held, so that two batches of hints do not take the same numbers.
    attempt = queries.hold_own(attempt_id, by=by)
    if attempt.state != "open":
        return
    kept = db.session.scalars(
        select(func.count()).where(IntegritySignal.attempt_id == attempt_id)
    ).one()
    rows = [
        {
            "attempt_id": attempt_id,
            "number": number,
            "kind": str(hint.kind),
            "happened_at": _when(hint, attempt, now),
        }
        for number, hint in enumerate(hints, start=kept + 1)
        if number <= MOST_SIGNALS
    ]
    if rows:
        db.session.execute(insert(IntegritySignal), rows)


def _when(hint: Hint, attempt: Attempt, now: datetime) -> datetime:
    """Never before the start, never in the future: a browser may claim anything."""
    ago = timedelta(seconds=min(max(hint.seconds_ago, 0), LONGEST_AGO))
    return min(max(now - ago, attempt.started_at), now)
