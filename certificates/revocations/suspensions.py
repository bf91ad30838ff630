"""Keeping a certificate back until somebody knows more: one person, at once."""

from datetime import datetime

from sqlalchemy import select

from certificates.awards.errors import AlreadyRevoked
from certificates.awards.events import certificate_reinstated, certificate_suspended
from certificates.awards.letters import write_to_holder
from certificates.awards.models import Suspension
from certificates.awards.rules.causes import Cause
from certificates.awards.rules.term import is_in_force
from certificates.awards.services import award_if_passed, hold, note, refuse_own
from certificates.revocations.errors import (
    AlreadySuspended,
    NotInForce,
    NotSuspended,
)
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _


def suspend(
    certificate_id: int, cause: Cause, reason: str, *, by: Actor, now: datetime
) -> Suspension:
    """From now on it counts for nothing; tells its holder.

    Raises AlreadyRevoked, AlreadySuspended, NotInForce and OwnCertificate.
    """
    certificate = hold(certificate_id)
    refuse_own(certificate, by)
    if certificate.revocation is not None:
        raise AlreadyRevoked(_("This certificate is revoked already."))
    if _open_suspension(certificate_id) is not None:
        raise AlreadySuspended(_("This certificate is suspended already."))
    if not is_in_force(certificate.term, on=now.date()):
        raise NotInForce(_("The term of this certificate is over."))
    found = Suspension(
        certificate=certificate,
        suspended_on=now.date(),
        suspended_at=now,
        suspended_by_id=by.person_id,
        cause=cause,
        reason=reason,
    )
    db.session.add(found)
    db.session.flush()
    why = {"cause": str(cause), "reason": reason}
    note(certificate, "suspended", why, by=by, now=now)
    write_to_holder(certificate, "certificate_suspended", now=now, suspension=found)
    certificate_suspended.send(certificate, now=now)
    return found


def reinstate(certificate_id: int, reason: str, *, by: Actor, now: datetime) -> None:
    """It counts again, from now on; what was passed meanwhile may renew it.

    Raises NotSuspended and OwnCertificate.
    """
    certificate = hold(certificate_id)
    refuse_own(certificate, by)
    found = _open_suspension(certificate_id)
    if found is None:
        raise NotSuspended(_("This certificate is not suspended."))
    found.ended_on, found.ended_at = now.date(), now
    found.ended_by_id, found.end_reason = by.person_id, reason
    db.session.flush()
    db.session.expire(certificate, ["suspension"])
    note(certificate, "reinstated", {"reason": reason}, by=by, now=now)
    more = {"suspension": found, "reason": reason}
    write_to_holder(certificate, "certificate_reinstated", now=now, **more)
    certificate_reinstated.send(certificate, now=now)
    award_if_passed(certificate.person_id, certificate.certification_id, now=now)


def _open_suspension(certificate_id: int) -> Suspension | None:
    return db.session.scalar(
        select(Suspension).filter_by(certificate_id=certificate_id, ended_at=None)
    )
