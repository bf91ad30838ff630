"""What the worker does for earlier results. The job bears being run twice."""

import structlog
from sqlalchemy import update

from certificates.intake import services
from certificates.intake.models import Intake
from lms.accounts.queries import actor_of_person
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.jobs import job

log = structlog.get_logger()


@job
def issue_for_intake(intake_id: int) -> None:
    """Issue the certificates of a file, each in a transaction of its own; cut off, it
    goes on where it was. A fault stops it for a person to try again."""
    confirmed_by_id = db.session.get_one(Intake, intake_id).confirmed_by_id
    by = actor_of_person(confirmed_by_id, on=clock.now().date()) or SYSTEM
    are_more = True
    try:
        while are_more:
            with transaction():
                are_more = services.issue_next(intake_id, by=by, now=clock.now())
    except Exception as error:
        log.error("intake failed", intake=intake_id, exc_info=error)
        with transaction():
            stopped = update(Intake).where(
                Intake.id == intake_id, Intake.finished_at.is_(None)
            )
            db.session.execute(stopped.values(failed_at=clock.now()))
