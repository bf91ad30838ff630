"""Who is entitled to more time."""

from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from exams.accommodations.models import Accommodation
from exams.accommodations.rules.factors import USUAL
from lms.kernel.db import db
from lms.kernel.quick import look

FACTOR = select(Accommodation.factor).where(
    Accommodation.person_id == bindparam("person"), Accommodation.ended_at.is_(None)
)


def factor_of(person_id: int) -> int:
    """A person's time factor in per cent; most people have 100."""
    rows = look(FACTOR, person=person_id)
    return rows[0].factor if rows else USUAL


def live(person_id: int) -> Accommodation | None:
    """What holds for a person now, held until the transaction ends."""
    return db.session.scalar(
        select(Accommodation)
        .filter_by(person_id=person_id, ended_at=None)
        .with_for_update()
    )


def held() -> Select[Accommodation]:
    """Everything that holds, the newest first."""
    return (
        _with_people()
        .where(Accommodation.ended_at.is_(None))
        .order_by(Accommodation.granted_at.desc(), Accommodation.id.desc())
    )


def history(person_id: int) -> list[Accommodation]:
    """All that was ever granted to a person, the newest first."""
    return list(
        db.session.scalars(
            _with_people()
            .where(Accommodation.person_id == person_id)
            .order_by(Accommodation.id.desc())
        )
    )


def one(accommodation_id: int) -> Accommodation:
    """One entitlement, or 404."""
    found: Accommodation = db.one_or_404(
        _with_people().where(Accommodation.id == accommodation_id)
    )
    return found


def ended_since(moment: datetime) -> Select[Accommodation]:
    """What ended after a moment, the latest first."""
    return (
        _with_people()
        .where(Accommodation.ended_at >= moment)
        .order_by(Accommodation.ended_at.desc(), Accommodation.id.desc())
    )


def _with_people() -> Select[Accommodation]:
    return select(Accommodation).options(
        joinedload(Accommodation.person),
        joinedload(Accommodation.granted_by),
        joinedload(Accommodation.ended_by),
    )
