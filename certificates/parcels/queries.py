"""Questions about parcels, always through the person who asked for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from certificates.awards.models import Certificate
from certificates.awards.queries import certificates
from certificates.documents import queries as documents
from certificates.documents.models import CertificateDocument, HeldDocument
from certificates.parcels.models import Parcel, ParcelItem
from certificates.parcels.rules.outcomes import Outcome
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.permissions import Permission

SHOWN = 20
"""Parcels on the page; older ones are gone for long."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the list that goes with a parcel."""

    item: ParcelItem
    certificate: Certificate


def parcel_of(by: Actor, parcel_id: int) -> Parcel:
    """A parcel that the asker ordered and may still have; or 404."""
    found: Parcel = db.first_or_404(
        select(Parcel).where(Parcel.id == parcel_id, _is_for(by))
    )
    return found


def parcel_there(by: Actor, parcel_id: int, *, now: datetime) -> Parcel:
    """One that can be downloaded now; or 404."""
    found = parcel_of(by, parcel_id)
    if not found.is_there(now):
        abort(404)
    return found


def parcels_of(by: Actor) -> list[Parcel]:
    """What the asker ordered, the newest first."""
    found = select(Parcel).where(_is_for(by)).order_by(Parcel.id.desc())
    return list(db.session.scalars(found.limit(SHOWN)))


def under_way(by: Actor) -> Parcel | None:
    """The one that is being packed for this person."""
    return db.session.scalar(
        select(Parcel).filter_by(asked_by_id=by.id, finished_at=None, failed_at=None)
    )


def counted(parcel_id: int) -> dict[Outcome, int]:
    """How many items there are of each outcome."""
    rows = db.session.execute(
        select(ParcelItem.outcome, func.count())
        .where(ParcelItem.parcel_id == parcel_id, ParcelItem.outcome.is_not(None))
        .group_by(ParcelItem.outcome)
    )
    return {Outcome(outcome): count for outcome, count in rows if outcome}


def next_items(parcel_id: int, start: int, most: int) -> list[ParcelItem]:
    """The items after the first `start` ones, in order."""
    return list(
        db.session.scalars(
            select(ParcelItem)
            .where(ParcelItem.parcel_id == parcel_id, ParcelItem.position >= start)
            .order_by(ParcelItem.position)
            .limit(most)
        )
    )


def certificates_by_id(ids: Sequence[int]) -> dict[int, Certificate]:
    """With everything that says how each one stands."""
    found = certificates().where(Certificate.id.in_(ids))
    return {row.id: row for row in db.session.scalars(found)}


def newest_documents(ids: Sequence[int]) -> dict[int, CertificateDocument]:
    """The newest finished PDF of each, in today's edition."""
    newest = (
        select(func.max(CertificateDocument.id))
        .where(CertificateDocument.certificate_id.in_(ids), documents.is_current())
        .group_by(CertificateDocument.certificate_id)
    )
    found = select(CertificateDocument).where(CertificateDocument.id.in_(newest))
    return {row.certificate_id: row for row in db.session.scalars(found)}


def held_ids(ids: Sequence[int]) -> set[int]:
    """Those that wait for a person."""
    return set(
        db.session.scalars(
            select(HeldDocument.certificate_id).where(
                HeldDocument.certificate_id.in_(ids), HeldDocument.solved_at.is_(None)
            )
        )
    )


def lines(parcel_id: int, count: int) -> Iterator[Line]:
    """All items in order, some hundred in memory at a time."""
    for start in range(0, count, PAGE):
        items = next_items(parcel_id, start, PAGE)
        rows = db.session.scalars(
            select(Certificate)
            .where(Certificate.id.in_([item.certificate_id for item in items]))
            .options(
                joinedload(Certificate.certification_version),
                joinedload(Certificate.newest_edition),
            )
        )
        known = {row.id: row for row in rows}
        for item in items:
            yield Line(item, known[item.certificate_id])
        db.session.expunge_all()


def expired(now: datetime, most: int) -> list[Parcel]:
    """Those whose files are to be thrown away."""
    return list(
        db.session.scalars(
            select(Parcel)
            .where(Parcel.removed_at.is_(None), Parcel.expires_at <= now)
            .order_by(Parcel.expires_at)
            .limit(most)
        )
    )


def _is_for(by: Actor) -> ColumnElement[bool]:
    """Theirs, and what opened it opens it still: the company, or the register."""
    for_company: ColumnElement[bool] = false()
    for_staff: ColumnElement[bool] = false()
    if by.company_id is not None and by.may(Permission.MANAGE_TEAM):
        for_company = Parcel.company_id == by.company_id
    if by.may(Permission.SEE_CERTIFICATES):
        for_staff = Parcel.company_id.is_(None)
    return and_(Parcel.asked_by_id == by.id, or_(for_company, for_staff))
