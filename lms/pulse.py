"""The web server's heartbeat: that it could write is known to within seconds.

Each web process beats. One that is stuck behind a dead database beats for nobody,
which is the point: the silence is what candidates are credited with.
"""

import threading
import time

import structlog
from flask import Flask

from exams.invigilation import meter
from exams.sittings import outages
from lms.kernel import clock
from lms.kernel.db import db, transaction

BEAT_SECONDS = 5

log = structlog.get_logger()


def start(app: Flask) -> None:
    """Beat until the process ends, beside its requests."""
    threading.Thread(target=_beat, args=(app,), daemon=True, name="pulse").start()


def _beat(app: Flask) -> None:
    while True:
        with app.app_context():
            try:
                with transaction():
                    outages.beat(now=clock.now())
                    meter.write(now=clock.now())
            except Exception as error:
                # The next beat tries again; candidates are credited by then.
                log.warning("no heartbeat", error=type(error).__name__)
            finally:
                db.session.remove()
        time.sleep(BEAT_SECONDS)
