"""Granting more time, changing it, ending it.

The audit trail says that something changed and who changed it. Factor and reason
stay in this room: others read the trail who need not know them.
"""

from datetime import datetime

from sqlalchemy import update

from exams.accommodations import events, queries
from exams.accommodations.errors import NobodyThere, NothingToEnd, OwnAccommodation
from exams.accommodations.models import Accommodation
from exams.accommodations.rules.factors import USUAL
from lms.accounts.queries import person_by_email
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db
from lms.kernel.i18n import words as _


def grant(
    email: str, factor: int, reason: str, *, by: Actor, now: datetime
) -> Accommodation:
    """Give a person this time factor from now on, in place of what held before.

    An open attempt has the new time at once. Raises NobodyThere and
    OwnAccommodation.
    """
    person = person_by_email(email)
    if person is None or person.closed_at is not None:
        raise NobodyThere(_("Nobody with this address has an account."))
    _refuse_oneself(person.id, by)
    # Held, so that two grants at once come one after the other; not the key, which
    # every deed of the person points at while it holds the attempt we want next.
    db.session.refresh(person, with_for_update={"key_share": True})
    before = queries.live(person.id)
    if before is not None:
        _end(before, by=by, now=now)
    found = Accommodation(
        person_id=person.id,
        factor=factor,
        reason=reason,
        granted_at=now,
        granted_by_id=by.person_id,
    )
    db.session.add(found)
    db.session.flush()
    _tell("exams.accommodation.granted", person.id, factor, by=by, now=now)
    return found


def withdraw(accommodation_id: int, *, by: Actor, now: datetime) -> None:
    """The usual time from now on. Raises NothingToEnd and OwnAccommodation."""
    found = queries.one(accommodation_id)
    _refuse_oneself(found.person_id, by)
    _end(found, by=by, now=now)
    _tell("exams.accommodation.withdrawn", found.person_id, USUAL, by=by, now=now)


def _refuse_oneself(person_id: int, by: Actor) -> None:
    if person_id == by.person_id:
        raise OwnAccommodation(_("Nobody changes their own time: a colleague does."))


def _end(found: Accommodation, *, by: Actor, now: datetime) -> None:
    count = changed(
        update(Accommodation)
        .where(Accommodation.id == found.id, Accommodation.ended_at.is_(None))
        .values(ended_at=now, ended_by_id=by.person_id)
    )
    if count == 0:
        raise NothingToEnd(_("This entitlement has ended already."))


def _tell(
    action: str, person_id: int, factor: int, *, by: Actor, now: datetime
) -> None:
    audit.record(action, "person", person_id, by=by, now=now)
    events.factor_changed.send(person_id, factor=factor, by=by, now=now)
