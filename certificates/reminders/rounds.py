"""The daily round: everybody who is to be reminded today."""

from datetime import time

import structlog
from flask import current_app

from certificates.reminders import queries, services
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.jobs import enqueue, job

BEGINS = time(6)
"""UTC; early enough to be there in the morning, and not in the middle of the night."""

log = structlog.get_logger()


def begin_daily_round() -> bool:
    """Queue the round, once a day; the worker asks every few seconds.

    What was done today stands in the rows, so a worker that starts again, or a second
    one, may queue it again.
    """
    now, begun = clock.now(), current_app.extensions
    if now.time() < BEGINS or begun.get("reminders_begun_on") == now.date():
        return False
    with transaction():
        enqueue(remind_everybody.__name__)
    begun["reminders_begun_on"] = now.date()
    return True


@job
def remind_everybody() -> None:
    """Write today's letters, each in a transaction of its own; a second run writes
    those that are missing. A letter that fails keeps no other one back."""
    found = queries.due(on=clock.now().date())
    recipients = sorted({due.recipient_id for due in found})
    db.session.rollback()
    for recipient_id in recipients:
        try:
            with transaction():
                services.remind(recipient_id, now=clock.now())
        except Exception as error:
            log.error("reminder failed", recipient=recipient_id, exc_info=error)
