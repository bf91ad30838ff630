"""Counting tries in the database: shared by all workers, kept over a restart."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.db import Model, db, transaction
from lms.kernel.errors import TooMany
from lms.kernel.i18n import words as _


class Throttle(Model):
    """How many tries one subject had in one window of time."""

    __tablename__ = "throttles"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    spent: Mapped[int]


def spend(
    bucket: str, subject: str, *, limit: int, window: timedelta, now: datetime
) -> None:
    """Count one try, in a transaction of its own, so that a refusal keeps it.

    Raises TooMany when the subject has had `limit` tries in this window.
    """
    key = hashlib.sha256(subject.lower().encode()).hexdigest()[:32]
    with transaction():
        row = db.session.scalar(
            select(Throttle).filter_by(bucket=bucket, subject=key).with_for_update()
        )
        if row is None:
            _first(bucket, key, now)
            return
        if row.opened_at + window <= now:
            row.opened_at, row.spent = now, 0
        row.spent += 1
        spent, opens_again = row.spent, row.opened_at + window
    if spent > limit:
        wait = int((opens_again - now).total_seconds()) + 1
        raise TooMany(
            _("Too many tries. Try again in %(minutes)s min.", minutes=-(-wait // 60)),
            retry_after=wait,
        )


def forgive(bucket: str, subject: str) -> None:
    """A right try ends the count. Inside the caller's transaction."""
    key = hashlib.sha256(subject.lower().encode()).hexdigest()[:32]
    db.session.execute(
        update(Throttle).filter_by(bucket=bucket, subject=key).values(spent=0)
    )


def _first(bucket: str, key: str, now: datetime) -> None:
    from sqlalchemy.dialects.postgresql import insert as pg  # noqa: PLC0415
    from sqlalchemy.dialects.sqlite import insert as lite  # noqa: PLC0415

    insert = lite if db.engine.dialect.name == "sqlite" else pg
    row = {"bucket": bucket, "subject": key, "opened_at": now, "spent": 1}
    statement = insert(Throttle).values(row)
    # Two first tries at once: the second one counts on the row of the first.
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["bucket", "subject"],
            set_={"spent": Throttle.spent + 1},
        )
    )
