"""Closing attempts that nobody touches: the worker's round, every few seconds."""

from collections.abc import Callable

import structlog

from exams.sittings import closing, outages, queries
from exams.sittings.models import Attempt
from lms.kernel import clock
from lms.kernel.db import db, transaction

log = structlog.get_logger()


def close_due_attempts() -> int:
    """Close and mark every attempt whose time is up; each in its own transaction.

    Returns how many. Two sweepers at once do no harm: closing is conditional. One
    that cannot be closed does not keep the others open. While the web server is
    silent nobody is closed: that time will be given back.
    """
    alive = outages.alive_until(now=clock.now())
    return _each(queries.due(alive), closing.close_if_due)


def mark_waiting_attempts() -> int:
    """Try to mark what could not be marked when it was closed; returns how many."""
    return _each(queries.unmarked(), closing.mark_waiting)


def _each(attempts: list[int], deed: Callable[..., bool]) -> int:
    now, done = clock.now(), 0
    for attempt_id in attempts:
        try:
            with transaction():
                done += deed(db.session.get_one(Attempt, attempt_id), now=now)
        except Exception as error:
            log.error("sweep failed", attempt=attempt_id, exc_info=error)
    return done
