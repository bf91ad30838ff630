"""The name on a certificate put right: the number stays, the old name stays inside."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from certificates.awards.errors import OwnCertificate, Revoked
from certificates.awards.models import CertificateEdition
from certificates.awards.services import revoke
from certificates.corrections import services
from certificates.corrections.errors import (
    AlreadyAsked,
    AlreadyDecided,
    NothingToCorrect,
)
from certificates.corrections.models import CorrectionRequest
from certificates.corrections.services import Printed
from certificates.verification.models import HolderConsent
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.mail import Mail
from tests.certificates import prints
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import jobs_waiting, reread
from tests.factories import a_certification, a_programme
from tests.people import Visitor, a_company, a_person, actor

NEW = "Ada King, Countess of Lovelace"


@pytest.fixture
def pat(app):
    return a_person("Pat Manager", Role.PROGRAMME_MANAGER)


@pytest.fixture
def ada(app):
    return a_person("Ada Lovelace", company=a_company())


@pytest.fixture
def held(ada):
    a_programme()
    return a_certificate(ada, a_certification())


def asked(certificate, *, by, name=NEW):
    certificate_id, who = certificate.id, actor(by)
    with transaction():
        return services.ask(certificate_id, name, "I married.", by=who, now=NOW)


def approved(request, *, by):
    request_id, who = request.id, actor(by)
    with transaction():
        services.approve(request_id, by=who, now=NOW)


def corrected(certificate, words, *, by):
    certificate_id, who = certificate.id, actor(by)
    with transaction():
        services.correct(certificate_id, words, "A misspelling.", by=who, now=NOW)


def test_the_holder_asks_and_a_manager_prints_it_anew(app, ada, held, pat):
    printed = jobs_waiting("render_certificate")
    approved(asked(held, by=ada), by=pat)

    found = reread(held)
    assert (found.edition, found.printed_name) == (2, NEW)
    assert (found.number, found.token, found.holder_name) == (
        held.number,
        held.token,
        "Ada Lovelace",
    )
    assert found.printed_company == "Northlight Systems"
    assert jobs_waiting("render_certificate") == printed + 1
    letter = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert letter.subject == f"Your certificate {held.number} was corrected"
    assert NEW in letter.body
    deeds = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
    assert list(deeds)[-3:] == [
        "certificates.correction.asked",
        "certificates.correction.approved",
        "certificates.certificate.corrected",
    ]


def test_the_new_edition_is_printed_and_the_old_name_stays_inside(app, ada, held, pat):
    approved(asked(held, by=ada), by=pat)
    with transaction():
        db.session.add(HolderConsent(person_id=ada.id, given_at=NOW))
    staff, stranger = Visitor(app).sign_in(pat), Visitor(app)

    public = stranger.get(f"/v/{held.token}").text
    page = staff.get(f"/certificates/issued/{held.number}").text

    assert (NEW in public, "Ada Lovelace" in public) == (True, False)
    assert (NEW in page, "Ada Lovelace" in page) == (True, True)
    assert "Edition 2" in page
    for name in ("lovelace", "countess"):
        listed = staff.get(f"/certificates/issued?name={name}").text
        assert f"{NEW}</a>" in listed


def test_the_papers_words_are_the_newest_editions(app, ada, held, pat):
    from certificates.documents.paper import paper_for

    corrected(held, Printed("Ada L.", None), by=pat)
    corrected(held, Printed(NEW, "Analytical Engines"), by=pat)

    paper = paper_for(reread(held), None)
    assert (paper.holder, paper.company) == (NEW, "Analytical Engines")
    assert reread(held).edition == 3
    numbers = select(CertificateEdition.number).order_by(CertificateEdition.number)
    assert list(db.session.scalars(numbers)) == [2, 3]


def test_the_old_name_is_not_handed_out_while_the_new_one_is_printed(
    app, ada, held, pat
):
    from certificates.documents import queries as documents

    holder, address = Visitor(app).sign_in(ada), f"/certificates/{held.number}/pdf"
    prints.printed(held)
    assert holder.get(address).status_code == 200
    corrected(held, Printed(NEW, None), by=pat)

    assert holder.get(address).status_code == 503
    prints.printed(reread(held))

    assert holder.get(address).status_code == 200
    assert documents.document_of(held.id).edition == 2


def test_an_edition_never_changes(app, held, pat):
    corrected(held, Printed(NEW, None), by=pat)

    for deed in (
        update(CertificateEdition).values(holder_name="X"),
        CertificateEdition.__table__.delete(),
    ):
        with pytest.raises(DatabaseError, match="never change"), transaction():
            db.session.execute(deed)


def test_a_refusal_reaches_the_holder_with_its_reason(app, ada, held, pat):
    visitor, staff = Visitor(app).sign_in(ada), Visitor(app).sign_in(pat)
    page = f"/certificates/{held.number}/correction"
    sent = {"name": NEW, "note": "I married."}

    bad = visitor.post(page, {"name": " ", "note": ""})
    good = visitor.post(page, sent, follow_redirects=True)
    request_id = db.session.scalars(select(CorrectionRequest.id)).one()
    decision = f"/certificates/decisions/corrections/{request_id}"
    waiting, shown = staff.get("/certificates/decisions"), staff.get(decision)
    silent = staff.post(f"{decision}/refusal", {"reason": ""})
    staff.post(f"{decision}/refusal", {"reason": "Send us a document."})

    assert bad.status_code == 422
    assert f"You asked for “{NEW}”" in good.text
    assert (NEW in waiting.text, "I married." in shown.text) == (True, True)
    assert silent.status_code == 422
    assert "Send us a document." in visitor.get(page).text
    letter = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert letter.recipient == ada.email
    assert "Send us a document." in letter.body
    assert reread(held).edition == 1


def test_the_holder_takes_a_request_back_without_a_letter(app, ada, held):
    request_id = asked(held, by=ada).id
    letters = db.session.scalar(select(func.count(Mail.id)))
    rival, visitor = Visitor(app).sign_in(a_person("Eve Curious")), Visitor(app)
    address = f"/certificates/corrections/{request_id}/withdrawal"

    theirs = rival.post(address)
    visitor.sign_in(ada).post(address)

    assert theirs.status_code == 404
    assert db.session.scalar(select(func.count(Mail.id))) == letters
    assert not db.session.get_one(CorrectionRequest, request_id).is_open
    asked(held, by=ada)


def test_somebody_elses_certificate_cannot_be_asked_about(app, held):
    rival = Visitor(app).sign_in(a_person("Eve Curious"))
    page = f"/certificates/{held.number}/correction"

    assert rival.get(page).status_code == 404
    assert rival.post(page, {"name": "Eve", "note": "x"}).status_code == 404
    assert db.session.scalar(select(func.count(CorrectionRequest.id))) == 0


def test_what_cannot_be_is_refused(app, ada, held, pat):
    with pytest.raises(NothingToCorrect):
        asked(held, by=ada, name="Ada Lovelace")
    first = asked(held, by=ada)
    with pytest.raises(AlreadyAsked):
        asked(held, by=ada, name="Ada L.")
    approved(first, by=pat)
    with pytest.raises(AlreadyDecided):
        approved(first, by=pat)
    with pytest.raises(NothingToCorrect):
        corrected(held, Printed(NEW, "Northlight Systems"), by=pat)
    held_id = held.id
    with transaction():
        revoke(held_id, "Copied.", by=SYSTEM, now=NOW)
    with pytest.raises(Revoked):
        asked(held, by=ada, name="Ada L.")


def test_nobody_corrects_their_own_certificate(app, pat):
    own = a_certificate(pat, a_certification())
    request = asked(own, by=pat)
    request_id, pat_id = request.id, pat.id

    with pytest.raises(OwnCertificate):
        approved(request, by=pat)
    with pytest.raises(OwnCertificate):
        corrected(own, Printed(NEW, None), by=pat)
    past_the_code = update(CorrectionRequest).values(
        approved_at=NOW, approved_by_id=pat_id
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(past_the_code)
    assert db.session.get_one(CorrectionRequest, request_id).is_open


def test_one_request_waits_for_each_certificate(app, ada, held):
    """Past the code: the database refuses a second one."""
    asked(held, by=ada)
    row = {"certificate_id": held.id, "name": "x", "note": "x", "asked_at": NOW}

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(CorrectionRequest).values(**row, asked_by_id=ada.id))


@pytest.mark.parametrize("round_", range(2))
def test_two_approvals_at_once_make_one_edition(app, ada, held, round_):
    request_id = asked(held, by=ada).id
    others = [actor(a_person(f"Boss {n}", Role.ADMIN)) for n in ("One", "Two")]
    together = Barrier(2)

    def approve(who):
        try:
            with app.app_context(), transaction():
                with suppress(BrokenBarrierError):
                    together.wait(timeout=0.3)
                services.approve(request_id, by=who, now=NOW)
        except AlreadyDecided as refused:
            return refused
        return None

    db.session.remove()
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(approve, others))

    assert [type(outcome) for outcome in outcomes].count(AlreadyDecided) == 1
    assert db.session.scalar(select(func.count()).select_from(CertificateEdition)) == 1


def test_staff_correct_from_the_certificates_page(app, held, pat):
    staff = Visitor(app).sign_in(pat)
    address = f"/certificates/issued/{held.number}/editions"
    same = {"edition-name": "Ada Lovelace", "edition-company": "Northlight Systems"}

    nothing = staff.post(address, {**same, "edition-reason": "none"})
    done = staff.post(
        address, {"edition-name": NEW, "edition-reason": "A misspelling."}
    )

    assert nothing.status_code == 422
    assert "The certificate says exactly that already." in nothing.text
    assert done.status_code == 302
    found = reread(held)
    assert (found.printed_name, found.printed_company) == (NEW, None)
