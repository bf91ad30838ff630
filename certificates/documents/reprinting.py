"""Another design: certificates printed in an older one, printed in this one.

The words stay, and so do number, dates and signers; what changed is how they are set.
"""

from datetime import datetime

from sqlalchemy import update

from certificates.documents import design, queries
from certificates.documents.errors import NothingToReprint, ReprintingRuns
from certificates.documents.models import Reprinting
from lms.kernel import audit, clock
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db, transaction
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue

REPRINT = "reprint_certificates"
BATCH = 200
"""Certificates a job prints: some seconds, after which others have their turn."""


def outdated() -> int:
    """How many certificates would be printed anew: in force or expired, not revoked."""
    return queries.outdated_count(design.digest())


def under_way() -> Reprinting | None:
    """The reprinting that runs now, with how far it is."""
    return queries.running(design.digest())


def ask(*, by: Actor, now: datetime) -> Reprinting:
    """Print all of them anew, in the background. Raises NothingToReprint, and
    ReprintingRuns while one is under way."""
    if under_way() is not None:
        raise ReprintingRuns(_("The certificates are being printed anew already."))
    count = outdated()
    if not count:
        raise NothingToReprint(_("All certificates are printed in this design."))
    asked = Reprinting(
        design=design.digest(), count=count, asked_by_id=by.person_id, asked_at=now
    )
    db.session.add(asked)
    db.session.flush()
    audit.record(
        "certificates.reprinting.asked",
        "reprinting",
        asked.id,
        by=by,
        now=now,
        after={"count": count, "design": asked.design},
    )
    enqueue(REPRINT, asked.id, 0)
    return asked


def go_on(reprinting_id: int, after: int) -> None:
    """Print the next batch of a reprinting that has reached the certificate `after`;
    nothing, if another run of this job has done so."""
    # Only here: the web has no use for a press.
    from certificates.documents import printing  # noqa: PLC0415

    asked = db.session.get_one(Reprinting, reprinting_id)
    if asked.reached_id != after or asked.finished_at is not None:
        return
    ids = queries.outdated_ids(asked.design, after=after, most=BATCH)
    if asked.design != design.digest() or not ids:
        with transaction():
            _finish(reprinting_id)
        return
    outcome = printing.print_certificates(ids)
    with transaction():
        if _reach(reprinting_id, after, ids[-1], outcome.printed, len(ids)):
            enqueue(REPRINT, reprinting_id, ids[-1])


def _reach(reprinting_id: int, after: int, to: int, printed: int, asked: int) -> bool:
    """Whether it was this run that got so far."""
    count = changed(
        update(Reprinting)
        .where(Reprinting.id == reprinting_id, Reprinting.reached_id == after)
        .values(
            reached_id=to,
            printed=Reprinting.printed + printed,
            held=Reprinting.held + asked - printed,
        )
    )
    return count == 1


def _finish(reprinting_id: int) -> None:
    db.session.execute(
        update(Reprinting)
        .where(Reprinting.id == reprinting_id, Reprinting.finished_at.is_(None))
        .values(finished_at=clock.now())
    )
