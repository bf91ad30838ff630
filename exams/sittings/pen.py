"""Who writes: one window at a time holds an attempt's pen."""

from datetime import datetime

from sqlalchemy import select, update

from exams.sittings.errors import AttemptClosed
from exams.sittings.models import Attempt
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _


def take(attempt_id: int, *, by: Actor, now: datetime) -> int:
    """Write here from now on: the epoch that this window's answers name.

    Whoever held the pen before can only read. Raises 404 for an attempt that is
    not theirs, and AttemptClosed.
    """
    attempt: Attempt = db.first_or_404(
        select(Attempt).filter_by(id=attempt_id, person_id=by.id).with_for_update()
    )
    if attempt.state != "open":
        raise AttemptClosed(_("This attempt is closed."))
    epoch = attempt.writer_epoch + 1
    db.session.execute(
        update(Attempt).where(Attempt.id == attempt_id).values(writer_epoch=epoch)
    )
    audit.record(
        "exams.attempt.pen_taken",
        "attempt",
        attempt_id,
        by=by,
        now=now,
        company_id=attempt.company_id,
        after={"writer_epoch": epoch},
    )
    return epoch
