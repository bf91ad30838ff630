"""Who writes: one window at a time holds an attempt's pen."""

from datetime import datetime

from exams.sittings import queries, trail
from exams.sittings.errors import AttemptClosed
from lms.kernel.actor import Actor
from lms.kernel.i18n import words as _


def take(attempt_id: int, *, by: Actor, now: datetime) -> int:
    """Write here from now on: the epoch that this window's answers name.

    Whoever held the pen before can only read. Raises 404 for an attempt that is
    not theirs, and AttemptClosed.
    """
    attempt = queries.hold_own(attempt_id, by=by)
    if attempt.state != "open":
        raise AttemptClosed(_("This attempt is closed."))
    attempt.writer_epoch += 1
    taken = {"writer_epoch": attempt.writer_epoch}
    trail.note(attempt, "pen_taken", taken, by=by, now=now)
    return attempt.writer_epoch
