"""The web server's heartbeat: that it could write is known to within seconds, and
what has changed meanwhile (lms.kernel.bells).

Each web process beats. One that is stuck behind a dead database beats for nobody,
which is the point: the silence is what candidates are credited with.
"""

import threading
import time

import structlog
from flask import Flask

from exams.invigilation import meter
from exams.sittings import outages, queries
from lms.kernel import clock
from lms.kernel.bells import Bells
from lms.kernel.db import db, transaction

BEAT_SECONDS = 5

log = structlog.get_logger()


def start(app: Flask) -> None:
    """Beat until the process ends, beside its requests."""
    threading.Thread(target=_beat, args=(app,), daemon=True, name="pulse").start()


def ring(bells: Bells) -> None:
    """Read how all attempts stand whose pages are open here."""
    names = bells.wanted(time.monotonic())
    bells.ring(queries.marks_of(names), time.monotonic())


def _beat(app: Flask) -> None:
    while True:
        with app.app_context():
            try:
                with transaction():
                    outages.beat(now=clock.now())
                    meter.write(now=clock.now())
                ring(app.extensions["bells"])
            except Exception as error:
                # The next beat tries again; candidates are credited by then.
                log.warning("no heartbeat", error=type(error).__name__)
            finally:
                db.session.remove()
        time.sleep(BEAT_SECONDS)
