"""What the worker does for parcels. Every job bears being run twice."""

from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy import update

from certificates.parcels import queries
from certificates.parcels.errors import PartMissing
from certificates.parcels.models import Parcel
from lms.kernel import clock, storage
from lms.kernel.db import db, transaction
from lms.kernel.jobs import job

REMOVED_AT_ONCE = 20
"""Parcels thrown away in one round of the worker."""
EVERY = timedelta(hours=1)

log = structlog.get_logger()


@job
def pack_parcel(parcel_id: int, reached: int) -> None:
    """Pack what comes after the first `reached` certificates of a parcel; a fault
    stops it for the person to try again, from here."""
    # Only here: the web has no use for them.
    from certificates.parcels import packing, wrapping  # noqa: PLC0415

    parcel = db.session.get_one(Parcel, parcel_id)
    if parcel.reached != reached or not parcel.is_packing:
        return
    try:
        deed = packing.pack_part if reached < parcel.count else wrapping.wrap
        deed(parcel)
    except PartMissing as error:
        _fail(parcel_id, error, back_to=error.start)
    except Exception as error:
        _fail(parcel_id, error, back_to=reached)


def remove_expired() -> int:
    """Throw away the files of parcels that are over, once an hour; the number of
    parcels. What is cut off is found again by the next round."""
    # Only here, as above.
    from certificates.parcels.wrapping import parts_of  # noqa: PLC0415

    now, done = clock.now(), current_app.extensions
    if now - done.get("parcels_removed_at", now - EVERY) < EVERY:
        return 0
    old = queries.expired(now, REMOVED_AT_ONCE)
    ids = [parcel.id for parcel in old]
    for parcel in old:
        storage.remove([parcel.zip_key, *parts_of(parcel)])
    if ids:
        with transaction():
            gone = update(Parcel).where(Parcel.id.in_(ids))
            db.session.execute(gone.values(removed_at=now))
    if len(ids) < REMOVED_AT_ONCE:
        done["parcels_removed_at"] = now
    return len(ids)


def _fail(parcel_id: int, error: Exception, *, back_to: int) -> None:
    log.error("parcel failed", parcel=parcel_id, exc_info=error)
    with transaction():
        db.session.execute(
            update(Parcel)
            .where(Parcel.id == parcel_id, Parcel.finished_at.is_(None))
            .values(failed_at=clock.now(), reached=back_to)
        )
