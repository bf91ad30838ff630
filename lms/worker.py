"""The background worker: works off the queue, closes attempts that ran out, begins
the daily round of reminders, throws away old downloads, has grown tables counted."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from certificates.parcels.jobs import remove_expired
from certificates.reminders.rounds import begin_daily_round
from exams.sittings.sweeping import close_due_attempts, mark_waiting_attempts
from lms.kernel import estimates, jobs
from lms.kernel.db import db

ROUND_SECONDS = 5
"""An attempt nobody touches is final at most this long after its grace."""

ROUND: tuple[Callable[[], object], ...] = (
    close_due_attempts,
    mark_waiting_attempts,
    begin_daily_round,
    remove_expired,
    estimates.renew,
)

DATABASE_SECONDS = 60
"""How long a worker that starts waits for its database."""

log = structlog.get_logger()


def work(app: Flask, *, executor: str) -> None:
    """Run until SIGTERM or SIGINT, then finish what is in hand."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _launch(app, executor, stopping)
    try:
        while not stopping.wait(ROUND_SECONDS):
            _one_round(app)
    finally:
        jobs.stop()


def _launch(app: Flask, executor: str, stopping: threading.Event) -> None:
    """Begin; a database that is just coming up is waited for."""
    until = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            jobs.launch(app, executor=executor)
            return
        except DBAPIError as error:
            jobs.stop()
            if time.monotonic() > until or stopping.wait(1):
                raise
            log.warning("no database yet", error=type(error).__name__)


def _one_round(app: Flask) -> None:
    # A step that fails is tried again by the next round, and stops no other.
    for step in ROUND:
        with app.app_context():
            try:
                step()
            except Exception as error:
                log.error("round failed", step=step.__name__, exc_info=error)
            finally:
                db.session.remove()
