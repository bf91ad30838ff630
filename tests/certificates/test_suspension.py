"""Keeping a certificate back: one person, at once, and everywhere."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from certificates.awards.errors import AlreadyRevoked, OwnCertificate
from certificates.awards.models import Certificate, Suspension
from certificates.awards.rules.causes import Cause
from certificates.awards.services import revoke
from certificates.revocations.errors import AlreadySuspended, NotInForce, NotSuspended
from certificates.revocations.suspensions import reinstate, suspend
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from lms.kernel.mail import Mail
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import at_noon, reread, state_of
from tests.factories import a_certification, a_pass, a_programme
from tests.people import Visitor, a_person, actor

REASON = "Two people may have sat under one name."
TODAY = NOW.date()
HOUR = timedelta(hours=1)


@pytest.fixture
def pat(app):
    return a_person("Pat Manager", Role.PROGRAMME_MANAGER)


def suspended(certificate, *, by, now=NOW):
    certificate_id, who = certificate.id, actor(by)
    with transaction():
        return suspend(certificate_id, Cause.IDENTITY, REASON, by=who, now=now)


def reinstated(certificate, *, by, now=NOW + HOUR):
    certificate_id, who = certificate.id, actor(by)
    with transaction():
        reinstate(certificate_id, "It was one person.", by=who, now=now)


def test_it_counts_for_nothing_until_it_is_reinstated(app, pat):
    a_programme()
    ada = a_person("Ada Lovelace")
    held = a_certificate(ada, a_certification())

    suspended(held, by=pat)
    assert state_of(held, TODAY) == "suspended"
    reinstated(held, by=pat)

    assert state_of(held, TODAY) == "valid"
    row = db.session.scalars(select(Suspension)).one()
    assert (row.suspended_by_id, row.ended_by_id) == (pat.id, pat.id)
    assert (row.ended_on, row.end_reason) == (TODAY, "It was one person.")
    to_ada = select(Mail.subject).filter_by(recipient=ada.email).order_by(Mail.id)
    assert list(db.session.scalars(to_ada)) == [
        f"Your certificate {held.number} is suspended",
        f"Your certificate {held.number} counts again",
    ]
    deeds = select(AuditEvent.action).filter_by(subject_id=held.number)
    assert list(db.session.scalars(deeds.order_by(AuditEvent.id)))[1:] == [
        "certificates.certificate.suspended",
        "certificates.certificate.reinstated",
    ]


def test_letters_come_in_the_holders_language(app, pat):
    ada = a_person("Ада Лавлейс")
    held = a_certificate(ada, a_certification())
    with transaction():
        db.session.merge(ada).language = "ru"

    suspended(held, by=pat)

    letter = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert letter.subject == f"Ваш сертификат {held.number} приостановлен"
    assert f"Сомнение в том, кто сдавал экзамен. {REASON}" in letter.body


def test_it_is_seen_at_once_everywhere(app, pat):
    a_programme()
    ada = a_person("Ada Lovelace")
    held = a_certificate(ada, a_certification())
    JOBS["render_certificate"](held.id)
    holder, stranger = Visitor(app).sign_in(ada), Visitor(app)
    staff = Visitor(app).sign_in(pat)
    public, pdf = f"/v/{held.token}", f"/certificates/{held.number}/pdf"
    assert "This certificate is valid" in stranger.get(public).text
    assert holder.get(pdf).status_code == 200

    sent = {"suspension-cause": "identity", "suspension-reason": REASON}
    staff.post(f"/certificates/issued/{held.number}/suspension", sent)

    assert "This certificate is suspended" in stranger.get(public).text
    assert holder.get(pdf).status_code == 409
    assert holder.get(f"/api/v1{pdf}").status_code == 409
    wallet = holder.get("/certificates").text
    assert (f"{REASON}" in wallet, pdf in wallet) == (True, False)
    programs = holder.get("/api/v1/certificates").json["items"]
    assert [item["state"] for item in programs] == ["suspended"]
    assert "Ada Lovelace" in staff.get("/certificates/issued?state=suspended").text
    assert "Ada Lovelace" in staff.get("/certificates/decisions").text
    assert "Ada Lovelace" not in staff.get("/certificates/issued?state=valid").text
    sent = {"reinstatement-reason": "It was one person."}
    staff.post(f"/certificates/issued/{held.number}/reinstatement", sent)
    assert "This certificate is valid" in stranger.get(public).text
    assert holder.get(pdf).status_code == 200


def test_a_file_that_was_never_made_is_not_promised_either(app, pat):
    ada = a_person("Ada Lovelace")
    held = a_certificate(ada, a_certification())
    holder, pdf = Visitor(app).sign_in(ada), f"/certificates/{held.number}/pdf"
    assert holder.get(pdf).status_code == 503

    suspended(held, by=pat)

    assert holder.get(pdf).status_code == 409
    assert holder.get(f"/api/v1{pdf}").status_code == 409


def test_what_cannot_be_is_refused(app, pat):
    administrator = a_certification()
    held = a_certificate(a_person("Ada Lovelace"), administrator)
    old = a_certificate(
        a_person("Bob Stone"), administrator, at=NOW - timedelta(days=800)
    )
    own = a_certificate(pat, administrator)
    gone = a_certificate(a_person("Carl Gauss"), administrator)
    gone_id = gone.id
    with transaction():
        revoke(gone_id, "Copied.", by=SYSTEM, now=NOW)

    with pytest.raises(NotSuspended):
        reinstated(held, by=pat)
    suspended(held, by=pat)
    for certificate, refusal in (
        (held, AlreadySuspended),
        (old, NotInForce),
        (own, OwnCertificate),
        (gone, AlreadyRevoked),
    ):
        with pytest.raises(refusal):
            suspended(certificate, by=pat)


def test_one_suspension_at_a_time_past_the_code_too(app, pat):
    held = a_certificate(a_person(), a_certification())
    suspended(held, by=pat)
    row = {"certificate_id": held.id, "cause": "other", "reason": REASON}
    when = {"suspended_on": TODAY, "suspended_at": NOW}

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Suspension).values(**row, **when))


@pytest.mark.parametrize("round_", range(2))
def test_of_two_who_reinstate_at_once_one_does(app, pat, round_):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    suspended(held, by=pat)
    held_id = held.id
    others = [actor(a_person(f"Boss {n}", Role.ADMIN)) for n in ("One", "Two")]
    together = Barrier(2)

    def end(who):
        try:
            with app.app_context(), transaction():
                with suppress(BrokenBarrierError):
                    together.wait(timeout=0.3)
                reinstate(held_id, "It was one person.", by=who, now=NOW + HOUR)
        except NotSuspended as refused:
            return refused
        return None

    db.session.remove()
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(end, others))

    assert [type(outcome) for outcome in outcomes].count(NotSuspended) == 1


def test_what_was_passed_meanwhile_renews_once_it_counts_again(app, pat):
    ada, administrator = a_person("Ada Lovelace"), a_certification()
    held = a_certificate(ada, administrator)
    opens = reread(held).term.renewal_opens
    suspended(held, by=pat, now=at_noon(opens))
    a_pass(ada, administrator, finished_at=at_noon(opens))

    reinstated(held, by=pat, now=at_noon(opens) + HOUR)

    assert db.session.scalar(select(func.count(Certificate.id))) == 2
    assert state_of(held, opens) == "superseded"


def test_a_suspended_certificate_can_be_revoked(app, pat):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    suspended(held, by=pat)
    held_id = held.id

    with transaction():
        revoke(held_id, "Copied.", by=SYSTEM, now=NOW)

    assert state_of(held, TODAY) == "revoked"
    staff = Visitor(app).sign_in(pat)
    assert "Nothing to decide" in staff.get("/certificates/decisions").text
