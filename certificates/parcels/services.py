"""What can be done with parcels: ask for one, try again, throw away what is old."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, update

from certificates.awards.issuing import hold_person
from certificates.parcels import queries
from certificates.parcels.errors import NotFailed, NothingToPack, ParcelRuns, TooLarge
from certificates.parcels.models import Parcel, ParcelItem
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db
from lms.kernel.i18n import language
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue

PACK = "pack_parcel"
"""The job; its module knows this one."""

KEPT = timedelta(days=7)
LARGEST = 20_000
"""Certificates; about a gigabyte, which browsers still download in one go."""


def ask(
    certificate_ids: Sequence[int],
    *,
    company_id: int | None,
    has_print: bool,
    by: Actor,
    now: datetime,
) -> Parcel:
    """Order these certificates, in this order; packing begins in the background.

    Raises NothingToPack, TooLarge, and ParcelRuns while another one is packed.
    """
    hold_person(by.id)
    _refuse_what_cannot_be(certificate_ids, by)
    parcel = Parcel(
        asked_by_id=by.id,
        company_id=company_id,
        language=language(),
        has_print=has_print,
        count=len(certificate_ids),
        asked_at=now,
        expires_at=now + KEPT,
        storage_key=f"parcels/{secrets.token_hex(16)}",
    )
    _add(parcel, certificate_ids)
    _note("asked", parcel, by=by, now=now)
    enqueue(PACK, parcel.id, 0)
    return parcel


def try_again(parcel: Parcel, *, by: Actor, now: datetime) -> None:
    """Go on where it broke off. Raises NotFailed, also when somebody was faster."""
    if queries.under_way(by) is not None:
        raise ParcelRuns(_("Your last download is still being packed."))
    again = update(Parcel).where(
        Parcel.id == parcel.id,
        Parcel.failed_at.is_not(None),
        Parcel.finished_at.is_(None),
        Parcel.expires_at > now,
    )
    if changed(again.values(failed_at=None)) != 1:
        raise NotFailed(_("This download does not wait for another try."))
    _note("tried_again", parcel, by=by, now=now)
    enqueue(PACK, parcel.id, parcel.reached)


def note_download(parcel: Parcel, *, by: Actor, now: datetime) -> None:
    """Write down that names and certificates left the house."""
    _note("downloaded", parcel, by=by, now=now)


def _refuse_what_cannot_be(certificate_ids: Sequence[int], by: Actor) -> None:
    if not certificate_ids:
        raise NothingToPack(_("There is no certificate to download."))
    if len(certificate_ids) > LARGEST:
        raise TooLarge(
            _("At most %(most)s certificates go into one download.", most=LARGEST)
        )
    if queries.under_way(by) is not None:
        raise ParcelRuns(_("Your last download is still being packed."))


def _add(parcel: Parcel, certificate_ids: Sequence[int]) -> None:
    db.session.add(parcel)
    db.session.flush()
    rows = [
        {"parcel_id": parcel.id, "position": position, "certificate_id": found}
        for position, found in enumerate(certificate_ids)
    ]
    db.session.execute(insert(ParcelItem), rows)


def _note(deed: str, parcel: Parcel, *, by: Actor, now: datetime) -> None:
    audit.record(
        f"certificates.parcel.{deed}",
        "parcel",
        parcel.id,
        by=by,
        now=now,
        after={"count": parcel.count, "company": parcel.company_id},
    )
