"""Closing attempts that nobody touches: the worker's round, every few seconds."""

from exams.sittings import queries, services
from exams.sittings.models import Attempt
from lms.kernel import clock
from lms.kernel.db import db, transaction


def close_due_attempts() -> int:
    """Close and mark every attempt whose time is up; each in its own transaction.

    Returns how many. Two sweepers at once do no harm: closing is conditional.
    """
    now = clock.now()
    due = queries.due(now)
    for attempt_id in due:
        with transaction():
            services.close_if_due(db.session.get_one(Attempt, attempt_id), now=now)
    return len(due)
