"""Counting tries in the database: shared by all workers, kept over a restart."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.orm import Mapped, mapped_column

from lms.kernel.db import Model, UtcDateTime, at_once, by_engine, db
from lms.kernel.errors import TooMany
from lms.kernel.i18n import words as _
from lms.kernel.quick import insertion, look


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
    with at_once():
        spent, opens_again = _count_one(bucket, _key(subject), window, now)
    if spent > limit:
        wait = int((opens_again - now).total_seconds()) + 1
        raise TooMany(
            _("Too many tries. Try again in %(minutes)s min.", minutes=-(-wait // 60)),
            retry_after=wait,
        )


def forgive(bucket: str, subject: str) -> None:
    """A right try ends the count. Inside the caller's transaction."""
    db.session.execute(
        update(Throttle).filter_by(bucket=bucket, subject=_key(subject)).values(spent=0)
    )


def _key(subject: str) -> str:
    return hashlib.sha256(subject.strip().lower().encode()).hexdigest()[:32]


def _count_one(
    bucket: str, key: str, window: timedelta, now: datetime
) -> tuple[int, datetime]:
    """One statement, so that of fifty tries at once none is the first twice."""
    statement = by_engine(sqlite=LITE_COUNT, postgresql=PG_COUNT)
    of = {"bucket": bucket, "subject": key}
    [row] = look(statement, **of, opened_at=now, spent=1, over=now - window)
    return row.spent, row.opened_at + window


def _counting(make: Any) -> Any:
    statement = insertion(Throttle, make=make)
    is_over = Throttle.opened_at <= bindparam("over", type_=UtcDateTime())
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["bucket", "subject"],
        set_={
            "spent": case((is_over, new.spent), else_=Throttle.spent + new.spent),
            "opened_at": case((is_over, new.opened_at), else_=Throttle.opened_at),
        },
    ).returning(Throttle.spent, Throttle.opened_at)


PG_COUNT, LITE_COUNT = _counting(pg_insert), _counting(lite_insert)
"""Built once: every check of a certificate is counted."""
