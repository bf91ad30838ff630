"""Correcting the words on a certificate: its number stays, a new edition is printed."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update

from certificates.awards.errors import Revoked
from certificates.awards.events import certificate_corrected
from certificates.awards.letters import write_to_holder
from certificates.awards.models import Certificate, CertificateEdition
from certificates.awards.services import hold, note, refuse_own
from certificates.corrections import queries
from certificates.corrections.errors import (
    AlreadyAsked,
    AlreadyDecided,
    NothingToCorrect,
)
from certificates.corrections.models import CorrectionRequest
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue


@dataclass(frozen=True, slots=True)
class Printed:
    """What a certificate names; no company for None."""

    name: str
    company: str | None


def ask(
    certificate_id: int, name: str, remark: str, *, by: Actor, now: datetime
) -> CorrectionRequest:
    """The holder asks for another name on their certificate.

    Raises Revoked, NothingToCorrect, and AlreadyAsked while a request waits.
    """
    certificate = hold(certificate_id)
    _refuse_unfit(certificate, Printed(name, certificate.printed_company))
    if _open_request(certificate_id) is not None:
        raise AlreadyAsked(_("Your last request waits for an answer."))
    found = CorrectionRequest(
        certificate=certificate,
        name=name,
        note=remark,
        asked_at=now,
        asked_by_id=by.id,
    )
    db.session.add(found)
    db.session.flush()
    after = {"certificate": certificate.number, "name": name}
    _note(found, "asked", after, by=by, now=now)
    return found


def approve(request_id: int, *, by: Actor, now: datetime) -> CertificateEdition:
    """Print what was asked for. Of two approvals one is carried out.

    Raises AlreadyDecided, OwnCertificate, Revoked and NothingToCorrect.
    """
    found = queries.request_(request_id)
    certificate = hold(found.certificate_id)
    refuse_own(certificate, by)
    _decide(request_id, approved_at=now, approved_by_id=by.id)
    db.session.refresh(found)
    _note(found, "approved", {"certificate": certificate.number}, by=by, now=now)
    asked = Printed(found.name, certificate.printed_company)
    reason = str(_("The holder asked for it."))
    return _print_anew(certificate, asked, reason, by=by, now=now)


def refuse(
    request_id: int, reason: str, *, by: Actor, now: datetime
) -> CorrectionRequest:
    """Leave the certificate as it is. The holder takes a request back so; anybody
    else gives a reason, which goes to the holder. Raises AlreadyDecided."""
    found = queries.request_(request_id)
    decision = {"refused_at": now, "refused_by_id": by.person_id}
    _decide(request_id, **decision, refusal_reason=reason)
    db.session.refresh(found)
    after = {"certificate": found.certificate.number, "reason": reason}
    _note(found, "refused", after, by=by, now=now)
    if found.asked_by_id != by.person_id:
        write_to_holder(found.certificate, "correction_refused", now=now, request=found)
    return found


def correct(
    certificate_id: int, words: Printed, reason: str, *, by: Actor, now: datetime
) -> CertificateEdition:
    """Print other words on a certificate, without a request of its holder.

    Raises OwnCertificate, Revoked and NothingToCorrect.
    """
    certificate = hold(certificate_id)
    refuse_own(certificate, by)
    return _print_anew(certificate, words, reason, by=by, now=now)


def _print_anew(
    certificate: Certificate,
    words: Printed,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> CertificateEdition:
    _refuse_unfit(certificate, words)
    before, number = _printed(certificate), certificate.edition + 1
    edition = CertificateEdition(
        certificate_id=certificate.id,
        number=number,
        holder_name=words.name,
        company_name=words.company,
        reason=reason,
        made_at=now,
        made_by_id=by.person_id,
    )
    db.session.add(edition)
    db.session.flush()
    db.session.expire(certificate, ["newest_edition"])
    after = {**asdict(words), "edition": number, "reason": reason}
    note(certificate, "corrected", after, by=by, now=now, before=asdict(before))
    write_to_holder(certificate, "certificate_corrected", now=now)
    enqueue("render_certificate", certificate.id)
    certificate_corrected.send(certificate, now=now)
    return edition


def _refuse_unfit(certificate: Certificate, words: Printed) -> None:
    if certificate.revocation is not None:
        raise Revoked(_("This certificate is revoked: it is not printed any more."))
    if words == _printed(certificate):
        raise NothingToCorrect(_("The certificate says exactly that already."))


def _printed(certificate: Certificate) -> Printed:
    return Printed(certificate.printed_name, certificate.printed_company)


def _open_request(certificate_id: int) -> CorrectionRequest | None:
    return db.session.scalar(
        select(CorrectionRequest)
        .filter_by(certificate_id=certificate_id)
        .where(*queries.UNDECIDED)
    )


def _decide(request_id: int, **decision: object) -> None:
    count = changed(
        update(CorrectionRequest)
        .where(CorrectionRequest.id == request_id, *queries.UNDECIDED)
        .values(**decision)
    )
    if count == 0:
        raise AlreadyDecided(_("This was decided before."))


def _note(
    found: CorrectionRequest,
    deed: str,
    after: dict[str, str],
    *,
    by: Actor,
    now: datetime,
) -> None:
    action = f"certificates.correction.{deed}"
    audit.record(action, "correction_request", found.id, by=by, now=now, after=after)
