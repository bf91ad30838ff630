"""What can be done with certificates: issue one for a pass, and take it back."""

from datetime import UTC, date, datetime, time

from flask import current_app

from certificates.awards import evidence, queries
from certificates.awards.errors import AlreadyRevoked, NoReason, StillValid
from certificates.awards.events import certificate_issued, certificate_revoked
from certificates.awards.issuing import hold_person, issue
from certificates.awards.models import Certificate, Revocation
from certificates.documents.jobs import render_certificate
from exams.papers.models import Exam
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.catalogue.queries import programme
from lms.kernel import audit
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import db
from lms.kernel.i18n import DEFAULT, day
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue
from lms.kernel.mail import write_to


def award_if_passed(
    person_id: int, certification_id: int, *, now: datetime
) -> Certificate | None:
    """Issue the certificate if everything it asks for is passed and not yet used.

    The exam and the practical may come in either order. Returns None while one
    of them is missing, or while a certificate holds that is not up for renewal.
    """
    person = hold_person(person_id)
    held = queries.live_certificate(person_id, certification_id, on=now.date())
    if held is not None and now.date() < held.term.renewal_opens:
        return None
    version = evidence.newest_version(certification_id)
    after = evidence.last_issue(person_id, certification_id)
    attempt = practical = None
    if version.has_exam:
        attempt = evidence.passed_attempt(person_id, certification_id, after=after)
    if version.has_practical:
        practical = evidence.passed_practical(person_id, certification_id, after=after)
    if bool(attempt) < version.has_exam or bool(practical) < version.has_practical:
        return None
    certificate = issue(person, version, attempt, practical, issued_at=now)
    _tell(certificate, now=now)
    return certificate


def refuse_early_renewal(exam: Exam, *, by: Actor, now: datetime) -> None:
    """Raises StillValid when the asker's certificate runs for long yet."""
    held = queries.live_certificate(by.id, exam.certification_id, on=now.date())
    if held is None or now.date() >= held.term.renewal_opens:
        return
    until, opens = held.expires_on, held.term.renewal_opens
    raise StillValid(
        _(
            "Your certificate is valid until %(until)s. "
            "You may sit the exam again from %(opens)s.",
            until=day(until),
            opens=day(opens),
        ),
        valid_until=until.isoformat(),
        renewal_opens=opens.isoformat(),
    )


def revoke(certificate_id: int, reason: str, *, by: Actor, now: datetime) -> Revocation:
    """Take a certificate back, from this day on and for good; tells its holder.

    Raises NoReason and AlreadyRevoked.
    """
    certificate = db.session.get_one(
        Certificate, certificate_id, with_for_update={"of": Certificate}
    )
    if not reason.strip():
        raise NoReason(_("Say why the certificate is revoked."))
    if certificate.revocation is not None:
        raise AlreadyRevoked(_("This certificate is revoked already."))
    certificate.revocation = Revocation(
        revoked_on=now.date(),
        revoked_at=now,
        revoked_by_id=by.person_id,
        reason=reason.strip(),
    )
    db.session.flush()
    audit.record(
        "certificates.certificate.revoked",
        "certificate",
        certificate.number,
        by=by,
        now=now,
        after={"reason": reason.strip()},
    )
    _write(certificate, "certificate_revoked", now=now)
    certificate_revoked.send(certificate, now=now)
    return certificate.revocation


def issue_demo(
    person_id: int,
    certification_id: int,
    *,
    issued_on: date,
    attempt: Attempt | None = None,
    practical: PracticalResult | None = None,
) -> Certificate:
    """A certificate of the past, marked as a demonstration: no letter, no event."""
    version = evidence.newest_version(certification_id)
    issued_at = datetime.combine(issued_on, time(12), UTC)
    certificate = issue(
        hold_person(person_id),
        version,
        attempt,
        practical,
        issued_at=issued_at,
        is_demo=True,
    )
    enqueue(render_certificate.__name__, certificate.id)
    return certificate


def _tell(certificate: Certificate, *, now: datetime) -> None:
    audit.record(
        "certificates.certificate.issued",
        "certificate",
        certificate.number,
        by=SYSTEM,
        now=now,
        after={
            "person": certificate.person_id,
            "certification": certificate.certification.key,
            "expires_on": certificate.expires_on.isoformat(),
        },
    )
    _write(certificate, "certificate_issued", now=now)
    enqueue(render_certificate.__name__, certificate.id)
    certificate_issued.send(certificate, now=now)


def _write(certificate: Certificate, letter: str, *, now: datetime) -> None:
    found = programme()
    write_to(
        certificate.person.email,
        letter,
        language=certificate.person.language or DEFAULT,
        now=now,
        certificate=certificate,
        title=certificate.certification_version.title,
        provider=found.provider if found else "Laurel",
        base_url=current_app.config["SETTINGS"].base_url,
    )
