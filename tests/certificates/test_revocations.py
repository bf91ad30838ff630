"""Taking certificates back: one proposes, another one confirms; once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from certificates.awards.errors import OwnCertificate
from certificates.awards.models import Revocation
from certificates.awards.rules.causes import Cause
from certificates.revocations import letters, services
from certificates.revocations.errors import (
    AlreadyDecided,
    AlreadyProposed,
    OwnProposal,
    TooManyAtOnce,
)
from certificates.revocations.models import ProposedRevocation, RevocationProposal
from exams.invigilation.services import declare_void
from exams.sittings.events import attempt_marked
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from lms.kernel.mail import Mail
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import reread, state_of
from tests.factories import a_certification, a_programme, a_score
from tests.people import Visitor, a_person, actor

REASON = "Answers were copied from another candidate."
TODAY = NOW.date()
PREVIEW = "/certificates/decisions/revocations/preview"


@pytest.fixture
def pat(app):
    return a_person("Pat Manager", Role.PROGRAMME_MANAGER)


@pytest.fixture
def ines(app):
    return a_person("Ines Admin", Role.ADMIN)


def proposed(*certificates, by, cause=Cause.MISCONDUCT):
    ids, who = [certificate.id for certificate in certificates], actor(by)
    with transaction():
        return services.propose(ids, cause, REASON, by=who, now=NOW)


def confirmed(proposal, *, by):
    proposal_id, who = proposal.id, actor(by)
    with transaction():
        services.confirm(proposal_id, by=who, now=NOW)


def letters_to(person) -> list[str]:
    found = select(Mail.subject).filter_by(recipient=person.email).order_by(Mail.id)
    return list(db.session.scalars(found))


def test_two_persons_revoke_and_the_holder_is_told_once(app, pat, ines):
    a_programme()
    ada = a_person("Ada Lovelace")
    held = a_certificate(ada, a_certification())
    proposal = proposed(held, by=pat)
    assert state_of(held, TODAY) == "valid"

    confirmed(proposal, by=ines)

    assert state_of(held, TODAY) == "revoked"
    row = reread(held).revocation
    assert (row.cause, row.reason, row.revoked_by_id) == ("misconduct", REASON, ines.id)
    assert letters_to(ada) == [f"Your certificate {held.number} is revoked"]
    letter = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert f"Misconduct. {REASON}" in letter.body
    deeds = select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.id)
    assert [tuple(row) for row in db.session.execute(deeds)][-3:] == [
        ("certificates.revocation.proposed", pat.id),
        ("certificates.revocation.confirmed", ines.id),
        ("certificates.certificate.revoked", ines.id),
    ]


def test_who_proposed_cannot_confirm_in_any_way(app, pat):
    held = a_certificate(a_person(), a_certification())
    proposal = proposed(held, by=pat)
    proposal_id, pat_id = proposal.id, pat.id

    with pytest.raises(OwnProposal):
        confirmed(proposal, by=pat)
    past_the_code = update(RevocationProposal).values(
        confirmed_at=NOW, confirmed_by_id=pat_id
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(past_the_code)
    answer = (
        Visitor(app)
        .sign_in(pat)
        .post(f"/certificates/decisions/revocations/{proposal_id}/confirmation")
    )

    assert answer.status_code == 409
    assert state_of(held, TODAY) == "valid"


def test_nobody_decides_about_their_own_certificate(app, pat, ines):
    own = a_certificate(pat, a_certification())

    with pytest.raises(OwnCertificate):
        proposed(own, by=pat)
    proposal = proposed(own, by=ines)
    proposal_id, who = proposal.id, actor(pat)
    with pytest.raises(OwnCertificate):
        confirmed(proposal, by=pat)
    with pytest.raises(OwnCertificate), transaction():
        services.refuse(proposal_id, "I did nothing.", by=who, now=NOW)


def test_a_refused_proposal_changes_nothing_and_may_be_made_again(app, pat, ines):
    held = a_certificate(a_person(), a_certification())
    first = proposed(held, by=pat)
    with pytest.raises(AlreadyProposed):
        proposed(held, by=ines)
    first_id, who = first.id, actor(ines)

    with transaction():
        services.refuse(
            first_id, "The report was about somebody else.", by=who, now=NOW
        )

    assert state_of(held, TODAY) == "valid"
    with pytest.raises(AlreadyDecided):
        confirmed(first, by=ines)
    confirmed(proposed(held, by=ines), by=pat)
    assert state_of(held, TODAY) == "revoked"
    with pytest.raises(AlreadyProposed):
        proposed(held, by=pat)


def test_one_certificate_waits_in_one_proposal(app, pat):
    """Past the code: the database refuses a second line."""
    held = a_certificate(a_person(), a_certification())
    proposed(held, by=pat)
    other = proposed(a_certificate(a_person("Bob Stone"), a_certification("b")), by=pat)
    row = {"proposal_id": other.id, "certificate_id": held.id}

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(ProposedRevocation).values(row))


@pytest.mark.parametrize("round_", range(3))
def test_of_two_confirmations_at_once_one_is_carried_out(app, pat, round_):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    proposal_id = proposed(held, by=pat).id
    others = [actor(a_person(f"Boss {n}", Role.ADMIN)) for n in ("One", "Two")]
    together = Barrier(2)

    def confirm(who):
        try:
            with app.app_context(), transaction():
                with suppress(BrokenBarrierError):
                    together.wait(timeout=0.3)
                services.confirm(proposal_id, by=who, now=NOW)
        except AlreadyDecided as refused:
            return refused
        return None

    db.session.remove()
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(confirm, others))

    assert [type(outcome) for outcome in outcomes].count(AlreadyDecided) == 1
    assert db.session.scalar(select(func.count()).select_from(Revocation)) == 1
    assert db.session.scalar(select(func.count(Mail.id))) == 1


def test_a_batch_is_revoked_at_once_and_its_letters_follow(app, pat, ines, monkeypatch):
    monkeypatch.setattr(letters, "SLICE", 2)
    administrator = a_certification()
    people = [a_person(f"Person {chr(65 + n)}") for n in range(5)]
    held = [a_certificate(person, administrator) for person in people]
    proposal = proposed(*held, by=pat, cause=Cause.KEY_COMPROMISE)

    confirmed(proposal, by=ines)

    assert [state_of(one, TODAY) for one in held] == ["revoked"] * 5
    assert sum(len(letters_to(person)) for person in people) == 2
    JOBS["tell_the_others"](proposal.id)
    JOBS["tell_the_others"](proposal.id)
    assert [len(letters_to(person)) for person in people] == [1] * 5


def test_a_proposal_has_a_largest_size(app, pat, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    administrator = a_certification()
    held = [a_certificate(a_person(name), administrator) for name in ("Ada", "Bob")]

    with pytest.raises(TooManyAtOnce):
        proposed(*held, by=pat)


def test_a_void_attempt_proposes_and_revokes_nothing_by_itself(app, pat, ines):
    ada = a_person("Ada Lovelace")
    held = a_certificate(ada, a_certification())
    attempt_id, who = held.attempt_id, actor(pat)

    with transaction():
        declare_void(attempt_id, "sat by somebody else", is_spent=True, by=who, now=NOW)

    assert state_of(held, TODAY) == "valid"
    proposal = db.session.scalars(select(RevocationProposal)).one()
    assert (proposal.cause, proposal.proposed_by_id) == ("irregularity", pat.id)
    assert proposal.reason == "The attempt it came from was declared void."
    # Who declared it void has proposed it: a second person confirms.
    with pytest.raises(OwnProposal):
        confirmed(proposal, by=pat)
    confirmed(proposal, by=ines)
    assert state_of(held, TODAY) == "revoked"


def test_what_is_proposed_already_is_not_proposed_again_by_a_void(app, pat, ines):
    held = a_certificate(a_person(), a_certification())
    proposed(held, by=ines)
    attempt_id, who = held.attempt_id, actor(pat)

    with transaction():
        declare_void(attempt_id, "Copied.", is_spent=True, by=who, now=NOW)

    assert db.session.scalar(select(func.count(RevocationProposal.id))) == 1


def test_a_mark_that_is_no_pass_any_more_proposes_to_revoke(app, pat):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    attempt = held.attempt
    score = a_score(attempt, 20, number=2)

    with transaction():
        attempt_marked.send(db.session.merge(attempt), score=score, now=NOW)

    assert state_of(held, TODAY) == "valid"
    proposal = db.session.scalars(select(RevocationProposal)).one()
    assert (proposal.cause, proposal.proposed_by_id) == ("issued_in_error", None)
    confirmed(proposal, by=pat)
    assert state_of(held, TODAY) == "revoked"


def test_a_fail_without_a_certificate_proposes_nothing(app):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    other = a_certificate(a_person("Bob Stone"), a_certification("architect"))
    score = a_score(other.attempt, 40, number=2)

    with transaction():
        attempt_marked.send(other.attempt, score=score, now=NOW)

    assert db.session.scalar(select(func.count(RevocationProposal.id))) == 0
    assert state_of(held, TODAY) == "valid"


def test_the_pages_lead_from_the_proposal_to_the_decision(app, pat, ines):
    a_programme()
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    first, second = Visitor(app).sign_in(pat), Visitor(app).sign_in(ines)
    address = f"/certificates/issued/{held.number}"

    bad = first.post(f"{address}/proposals", {"proposal-reason": "  "})
    sent = {"proposal-cause": "identity", "proposal-reason": REASON}
    good = first.post(f"{address}/proposals", sent)
    waiting, home = second.get("/certificates/decisions").text, second.get("/").text
    proposal_id = db.session.scalars(select(RevocationProposal.id)).one()
    page = f"/certificates/decisions/revocations/{proposal_id}"
    own, others = first.get(page).text, second.get(page).text
    done = second.post(f"{page}/confirmation", follow_redirects=True)

    assert (bad.status_code, good.location) == (422, address)
    assert "Say why, in a sentence." in bad.text
    assert "1 decision about certificates waits" in home
    assert "Revocation proposed" in first.get(address).text
    assert (f'href="{page}"' in waiting, "Ada Lovelace" in waiting) == (True, True)
    assert (f"{page}/confirmation" in own, f"{page}/confirmation" in others) == (
        False,
        True,
    )
    assert "1 certificate is revoked." in done.text
    assert "This certificate was revoked" in second.get(f"/v/{held.token}").text
    assert "Nothing to decide" in second.get("/certificates/decisions").text
    assert "about certificates" not in second.get("/").text


def test_a_batch_is_shown_before_it_is_proposed(app, pat, ines):
    a_programme()
    administrator = a_certification()
    architect = a_certification("architect", "Cloud Architect")
    ada, bob, olga = map(a_person, ("Ada Lovelace", "Bob Stone", "Olga Ivanova"))
    free = a_certificate(ada, administrator)
    waits = a_certificate(bob, administrator)
    a_certificate(olga, architect)
    own = a_certificate(pat, administrator)
    proposed(waits, by=ines)
    visitor = Visitor(app).sign_in(pat)
    pasted = (
        f"{free.number.lower()}, {waits.number}\n{own.number} NB-0000 {free.number}"
    )

    page = visitor.post(PREVIEW, {"numbers": pasted})
    by_filter = visitor.post(PREVIEW, {"certification": "architect"})
    nothing = visitor.post(PREVIEW, {})
    sent = {"cause": "key_compromise", "reason": REASON, "numbers": free.number}
    made = visitor.post("/certificates/decisions/revocations", sent)

    assert "1 certificate would be revoked" in page.text
    for why in (
        "waits in another proposal",
        "your own: somebody else proposes it",
        "no certificate has this number",
    ):
        assert why in page.text
    assert "Olga Ivanova" in by_filter.text
    assert "Ada Lovelace" not in by_filter.text
    assert nothing.status_code == 422
    assert made.status_code == 302
    lines = select(ProposedRevocation.certificate_id).join(
        RevocationProposal, RevocationProposal.id == ProposedRevocation.proposal_id
    )
    asked = lines.where(RevocationProposal.cause == "key_compromise")
    assert list(db.session.scalars(asked)) == [free.id]


def test_certificates_are_picked_by_their_day_of_issue(app, pat):
    administrator = a_certification()
    for name, days in (("Ada", 20), ("Bob", 10), ("Carl", 0)):
        at = NOW - timedelta(days=days)
        a_certificate(a_person(f"{name} Stone"), administrator, at=at)
    visitor = Visitor(app).sign_in(pat)
    first, last = TODAY - timedelta(days=10), TODAY - timedelta(days=1)
    sent = {"first": first.isoformat(), "last": last.isoformat()}

    page = visitor.post(PREVIEW, sent).text

    assert [name in page for name in ("Ada Stone", "Bob Stone", "Carl Stone")] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PARTNER_ADMIN])
def test_others_propose_and_decide_nothing(app, pat, role):
    held = a_certificate(a_person("Ada Lovelace"), a_certification())
    proposal_id = proposed(held, by=pat).id
    visitor = Visitor(app).sign_in(a_person("Eve Curious", role))

    for deed in ("confirmation", "refusal"):
        address = f"/certificates/decisions/revocations/{proposal_id}/{deed}"
        assert visitor.post(address, {"reason": REASON}).status_code == 403
    assert visitor.post("/certificates/decisions/revocations", {}).status_code == 403
    assert state_of(held, date(2026, 11, 22)) == "valid"
    assert db.session.get_one(RevocationProposal, proposal_id).is_open
