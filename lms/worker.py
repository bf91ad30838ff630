"""The background worker: works off the queue and closes attempts that ran out."""

import signal
import threading
from types import FrameType

import structlog
from flask import Flask

from exams.sittings.sweeping import close_due_attempts, mark_waiting_attempts
from lms.kernel import jobs
from lms.kernel.db import db

ROUND_SECONDS = 5
"""An attempt nobody touches is final at most this long after its grace."""

log = structlog.get_logger()


def work(app: Flask, *, executor: str) -> None:
    """Run until SIGTERM or SIGINT, then finish what is in hand."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    jobs.launch(app, executor=executor)
    try:
        while not stopping.wait(ROUND_SECONDS):
            _one_round(app)
    finally:
        jobs.stop()


def _one_round(app: Flask) -> None:
    # A round that fails (the database is away) is tried again by the next one.
    with app.app_context():
        try:
            close_due_attempts()
            mark_waiting_attempts()
        except Exception as error:
            log.error("sweep failed", exc_info=error)
        finally:
            db.session.remove()
