"""How long saves take, measured where they are answered.

Each web process counts its own saves in buckets, minute by minute, and writes
them beside its heartbeat. From arrival in our process to the answer: what the
network and a full listening queue add is not seen here.
"""

import os
import secrets
from datetime import datetime, timedelta
from threading import Lock
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy import Table, delete
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from exams.invigilation.models import SaveMinute
from exams.invigilation.rules.latency import SIZE, bucket_of
from lms.kernel import clock
from lms.kernel.db import by_engine, db

bp = Blueprint("save_meter", __name__)

SAVE = "answers_api.put_answer"
KEPT = timedelta(days=2)
MINUTE = timedelta(minutes=1)
ROWS = cast(Table, SaveMinute.__table__)


class Meter:
    """The counts of one process that may still change."""

    def __init__(self) -> None:
        self.process = f"{os.getpid()}-{secrets.token_hex(3)}"
        self._minutes: dict[datetime, list[int]] = {}
        self._lock = Lock()

    def note(self, at: datetime, took: timedelta) -> None:
        minute = at.replace(second=0, microsecond=0)
        with self._lock:
            buckets = self._minutes.setdefault(minute, [0] * SIZE)
            buckets[bucket_of(took / timedelta(milliseconds=1))] += 1

    def counts(self, now: datetime) -> dict[datetime, list[int]]:
        """What there is to write; what is long over was written before."""
        with self._lock:
            over = [minute for minute in self._minutes if minute < now - 3 * MINUTE]
            for minute in over:
                del self._minutes[minute]
            return {minute: list(found) for minute, found in self._minutes.items()}


def meter(app: Flask | None = None) -> Meter:
    """The meter of this process."""
    extensions = (app or current_app).extensions
    found: Meter = extensions.setdefault("save_meter", Meter())
    return found


def write(*, now: datetime) -> None:
    """Keep the counts of this process; called with its heartbeat."""
    found = meter()
    make = by_engine(sqlite=lite_insert, postgresql=pg_insert)
    for minute, buckets in found.counts(now).items():
        row = {"minute": minute, "process": found.process, "buckets": buckets}
        db.session.execute(
            make(ROWS)
            .values(row)
            .on_conflict_do_update(
                index_elements=["minute", "process"], set_={"buckets": buckets}
            )
        )
    if now.minute == 0:
        db.session.execute(delete(SaveMinute).where(SaveMinute.minute < now - KEPT))


def note(at: datetime, took: timedelta) -> None:
    """An answer was saved, by whichever way."""
    meter().note(at, took)


@bp.after_app_request
def note_save(response: Response) -> Response:
    if request.endpoint == SAVE and response.status_code < 500:
        note(clock.now(), clock.took())
    return response
