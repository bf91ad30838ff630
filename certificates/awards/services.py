"""What can be done with certificates: issue one for a pass, and take it back."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import insert

from certificates.awards import evidence, queries, renewals
from certificates.awards.errors import AlreadyRevoked, NoReason, OwnCertificate
from certificates.awards.events import certificate_revoked
from certificates.awards.evidence import Basis
from certificates.awards.issuing import Issued, hold_person, issue
from certificates.awards.jobs import announce_certificate
from certificates.awards.legacy import LegacyResult
from certificates.awards.models import Certificate, Revocation
from certificates.awards.renewals import Standing, legacy_standing
from certificates.awards.rules.causes import Cause
from certificates.documents.jobs import render_certificate
from lms.kernel import audit
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue


def award_if_passed(
    person_id: int, certification_id: int, *, now: datetime
) -> int | None:
    """Issue the certificate if everything it asks for is passed and not yet used; its
    id.

    The exam and the practical may come in either order. Returns None while one
    of them is missing, while a certificate holds that is not up for renewal, and
    while one is suspended.
    """
    person = hold_person(person_id)
    chain = queries.chain_of(person_id, certification_id)
    held, today = renewals.lasting(chain), now.date()
    if renewals.is_suspended(chain, on=today):
        return None
    if held is not None and today < held.term.renewal_opens:
        return None
    version = evidence.newest_version(certification_id)
    after = chain[-1].issued_at if chain else None
    basis = evidence.passed(person_id, version, after=after, held=held)
    if basis is None:
        return None
    issued = issue(person, version, basis, chain=chain, issued_at=now)
    _tell(issued, person, version, now=now)
    return issued.id


def award_for_legacy(result: LegacyResult, *, by: Actor, now: datetime) -> int | None:
    """Issue the certificate of a recorded result, as long as nothing stands against
    it; its id. None if something does, or if it brought its certificate already."""
    person = hold_person(result.person_id)
    chain = queries.chain_of(result.person_id, result.certification_id)
    if legacy_standing(chain, result.passed_on, on=now.date()) is not Standing.FREE:
        return None
    version = evidence.newest_version(result.certification_id)
    issued = issue(person, version, Basis(), chain=chain, issued_at=now, legacy=result)
    _tell(issued, person, version, by=by, now=now, legacy_result=result.id)
    return issued.id


def revoke(
    certificate_id: int,
    reason: str,
    *,
    cause: Cause = Cause.OTHER,
    by: Actor,
    now: datetime,
) -> Revocation:
    """Take a certificate back, from this day on and for good.

    Two persons decide that before (see certificates.revocations), and the holder is
    told there. Raises NoReason and AlreadyRevoked.
    """
    certificate = hold(certificate_id)
    if not reason.strip():
        raise NoReason(_("Say why the certificate is revoked."))
    if certificate.revocation is not None:
        raise AlreadyRevoked(_("This certificate is revoked already."))
    take_back([certificate], cause, reason.strip(), by=by, now=now)
    return db.session.get_one(Revocation, certificate_id)


def take_back(
    certificates: Collection[Certificate],
    cause: Cause,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Revoke certificates that are held and not revoked yet: ten thousand of them in
    a second or two, for nobody else can write meanwhile."""
    why = {"cause": str(cause), "reason": reason}
    who = {"revoked_on": now.date(), "revoked_at": now, "revoked_by_id": by.person_id}
    rows = [{"certificate_id": one.id, **who, **why} for one in certificates]
    if rows:
        db.session.execute(insert(Revocation), rows)
    audit.record_each(
        "certificates.certificate.revoked",
        "certificate",
        [certificate.number for certificate in certificates],
        by=by,
        now=now,
        after=why,
    )
    for certificate in certificates:
        db.session.expire(certificate, ["revocation"])
        certificate_revoked.send(certificate, now=now)


def hold(certificate_id: int) -> Certificate:
    """The certificate, held until the transaction ends."""
    return db.session.get_one(
        Certificate, certificate_id, with_for_update={"of": Certificate}
    )


def issue_demo(
    person_id: int,
    certification_id: int,
    *,
    issued_on: date,
) -> Certificate:
    """A certificate of the past, marked as a demonstration: no letter, no event."""
    version = evidence.newest_version(certification_id)
    issued_at = datetime.combine(issued_on, time(12), UTC)
    issued = issue(
        hold_person(person_id),
        version,
        Basis(),
        chain=queries.chain_of(person_id, certification_id),
        issued_at=issued_at,
        is_demo=True,
    )
    enqueue(render_certificate.__name__, issued.id)
    return db.session.get_one(Certificate, issued.id)


def refuse_own(certificate: Certificate, by: Actor) -> None:
    """Raises OwnCertificate for staff who decide about themselves."""
    if certificate.person_id == by.person_id:
        raise OwnCertificate(_("It is your own certificate: somebody else decides."))


def note(
    certificate: Certificate | Issued,
    deed: str,
    after: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    """An audit row of something that was done to a certificate."""
    audit.record(
        f"certificates.certificate.{deed}",
        "certificate",
        certificate.number,
        by=by,
        now=now,
        before=before,
        after=after,
    )


def _tell(
    issued: Issued,
    person: Any,
    version: Any,
    *,
    by: Actor = SYSTEM,
    now: datetime,
    **origin: int,
) -> None:
    after = {
        "person": person.id,
        "certification": version.certification_key,
        "expires_on": issued.expires_on.isoformat(),
        **origin,
    }
    if issued.renews is not None:
        after["after"] = issued.renews.number
    note(issued, "issued", after, by=by, now=now)
    enqueue(announce_certificate.__name__, issued.id)
