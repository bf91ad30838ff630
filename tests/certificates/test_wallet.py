"""A person's own certificates, as a page and for programs."""

from datetime import timedelta

import pytest
from flask import g

from certificates.awards.services import issue_demo, revoke
from lms.accounts.models import Affiliation
from lms.accounts.rules.roles import Role
from lms.accounts.services import make_access_token
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from lms.kernel.mail import Mail
from tests.certificates.conftest import NOW, a_certificate
from tests.factories import a_certification, a_programme
from tests.people import a_company, a_person

YEAR = timedelta(days=365)
DOORS = ["/certificates/%s/pdf", "/api/v1/certificates/%s/pdf"]


def revoked(certificate, reason="Rules of the exam broken."):
    certificate_id = certificate.id
    with transaction():
        revoke(certificate_id, reason, by=SYSTEM, now=NOW)


def test_somebody_without_a_certificate_reads_how_the_first_one_comes(visitor):
    visitor.sign_in(a_person())

    page = visitor.get("/certificates")

    assert page.status_code == 200
    assert "Your first certificate will stand here" in page.text


def test_the_wallet_shows_what_is_in_force_with_its_dates_and_its_doors(visitor):
    ada = a_person()
    held = a_certificate(ada, a_certification())
    visitor.sign_in(ada)

    page = visitor.get("/certificates")

    for words in (
        "Platform Administrator",
        "22 November 2026",
        "22 November 2028",
        held.number,
        f"/certificates/{held.number}/pdf",
        f"/v/{held.token}",
    ):
        assert words in page.text
    assert "Renew" not in page.text


def test_the_wallet_shows_nobody_elses(visitor):
    theirs = a_certificate(a_person("Bob Stone"), a_certification())
    visitor.sign_in(a_person("Ada Lovelace"))

    assert theirs.number not in visitor.get("/certificates").text
    assert theirs.number not in visitor.get("/certificates?state=past").text


def test_what_ends_soon_says_in_how_many_days_and_offers_the_exam(visitor):
    ada = a_person()
    a_certificate(ada, a_certification(), at=NOW - 2 * YEAR + timedelta(days=30))
    visitor.sign_in(ada)

    page = visitor.get("/certificates")

    assert "Ends in 30 days" in page.text
    assert "/exams/administrator" in page.text


def test_a_renewed_certificate_is_not_offered_for_renewal_again(visitor):
    ada, administrator = a_person(), a_certification()
    a_certificate(ada, administrator, at=NOW - 2 * YEAR + timedelta(days=30))
    a_certificate(ada, administrator)
    visitor.sign_in(ada)

    page = visitor.get("/certificates")

    assert "Ends in" not in page.text
    assert "Renew" not in page.text


def test_what_was_renewed_stands_with_the_past_and_names_its_successor(visitor):
    ada, administrator = a_person(), a_certification()
    old = a_certificate(ada, administrator, at=NOW - 2 * YEAR + timedelta(days=30))
    new = a_certificate(ada, administrator)
    visitor.sign_in(ada)

    now, past = visitor.get("/certificates"), visitor.get("/certificates?state=past")

    assert (new.number in now.text, old.number in now.text) == (True, False)
    assert f"Renewed by {new.number}" in past.text
    assert f"/certificates/{old.number}/pdf" in past.text
    assert new.expires_on == old.expires_on.replace(year=old.expires_on.year + 2)


def test_what_is_over_stands_apart(visitor):
    ada = a_person()
    old = a_certificate(ada, a_certification(), at=NOW - 3 * YEAR)
    bad = a_certificate(ada, a_certification("architect", "Cloud Architect"))
    revoked(bad)
    visitor.sign_in(ada)

    now, past = visitor.get("/certificates"), visitor.get("/certificates?state=past")

    assert "No certificate is in force" in now.text
    assert old.number not in now.text
    assert old.number in past.text
    assert f"/certificates/{old.number}/pdf" in past.text
    assert bad.number in past.text
    assert f"/certificates/{bad.number}/pdf" not in past.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_wallet_takes_as_many_queries_for_three_as_for_one(visitor, queries, count):
    ada = a_person()
    for number in range(count):
        a_certificate(ada, a_certification(f"c{number}", f"Certification {number}"))
    visitor.sign_in(ada)
    visitor.get("/certificates")
    db.session.remove()
    queries.clear()

    visitor.get("/certificates")

    assert len(queries) == 3


def test_the_pdf_comes_as_a_download_that_no_cache_keeps(visitor):
    ada = a_person()
    held = a_certificate(ada, a_certification())
    JOBS["render_certificate"](held.id)
    visitor.sign_in(ada)

    answer = visitor.get(f"/certificates/{held.number}/pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename={held.number}.pdf"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "door", ["/certificates/%s/pdf", "/api/v1/certificates/%s/pdf"]
)
def test_a_pdf_that_is_still_being_made_says_when_to_ask_again(visitor, door):
    ada = a_person()
    held = a_certificate(ada, a_certification())
    visitor.sign_in(ada)

    answer = visitor.get(door % held.number)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "being made" in answer.text


@pytest.mark.parametrize(
    "door", ["/certificates/%s/pdf", "/api/v1/certificates/%s/pdf"]
)
def test_somebody_elses_pdf_does_not_exist(visitor, door):
    theirs = a_certificate(a_person("Bob Stone"), a_certification())
    JOBS["render_certificate"](theirs.id)
    visitor.sign_in(a_person("Ada Lovelace"))

    answer = visitor.get(door % theirs.number)

    assert answer.status_code == 404
    assert b"%PDF-" not in answer.data


@pytest.mark.parametrize(
    "door", ["/certificates/%s/pdf", "/api/v1/certificates/%s/pdf"]
)
def test_the_pdf_of_a_revoked_certificate_is_given_out_no_more(visitor, door):
    ada = a_person()
    held = a_certificate(ada, a_certification())
    JOBS["render_certificate"](held.id)
    visitor.sign_in(ada)
    revoked(held)

    answer = visitor.get(door % held.number)

    assert answer.status_code == 410
    assert "This certificate was revoked on 22 November 2026." in answer.text


def test_programs_get_their_owners_certificates(app):
    a_programme()
    ada, administrator = a_person("Ada Lovelace"), a_certification()
    a_certificate(a_person("Bob Stone"), administrator)
    old = a_certificate(ada, administrator, at=NOW - 3 * YEAR)
    held = a_certificate(ada, administrator)

    answer = program_of(app, ada).get("/api/v1/certificates")

    assert answer.json == {
        "items": [
            {
                "number": held.number,
                "credential": "administrator",
                "issued_on": "2026-11-22",
                "expires_on": "2028-11-22",
                "state": "valid",
                "renewal_opens": "2028-08-24",
                "renewed_by": None,
                "edition": 1,
                "verify_url": f"http://localhost/v/{held.token}",
            },
            {
                "number": old.number,
                "credential": "administrator",
                "issued_on": "2023-11-23",
                "expires_on": "2025-11-23",
                "state": "expired",
                "renewal_opens": "2025-08-25",
                "renewed_by": held.number,
                "edition": 1,
                "verify_url": f"http://localhost/v/{old.token}",
            },
        ]
    }


def test_a_partner_admin_gets_the_pdf_of_somebody_in_the_team(app):
    company = a_company()
    ada = a_person("Ada Lovelace", company=company)
    boss = a_person("Grace Hopper", Role.PARTNER_ADMIN, company=company)
    held = a_certificate(ada, a_certification())
    JOBS["render_certificate"](held.id)
    address = f"/api/v1/certificates/{held.number}/pdf"

    assert program_of(app, boss).get(address).data.startswith(b"%PDF-")


def test_colleagues_other_companies_and_a_former_company_do_not_get_it(app):
    ours, other = a_company(), a_company("boreal", "Boreal Consulting")
    ada = a_person("Ada Lovelace", company=ours)
    boss = a_person("Grace Hopper", Role.PARTNER_ADMIN, company=ours)
    rival = a_person("Ruth Rival", Role.PARTNER_ADMIN, company=other)
    mate = a_person("Max Mate", company=ours)
    held = a_certificate(ada, a_certification(), at=NOW - YEAR)
    JOBS["render_certificate"](held.id)
    address = f"/api/v1/certificates/{held.number}/pdf"
    assert program_of(app, boss).get(address).status_code == 200

    assert program_of(app, rival).get(address).status_code == 404
    assert program_of(app, mate).get(address).status_code == 404
    with transaction():
        row = db.session.query(Affiliation).filter_by(person_id=ada.id).one()
        row.starts, row.ends = NOW.date() - YEAR, NOW.date()
    assert program_of(app, boss).get(address).status_code == 404


def test_a_demonstration_is_dated_in_the_past_and_writes_to_nobody(app):
    ada, administrator = a_person(), a_certification()
    day = NOW.date() - YEAR

    with transaction():
        held = issue_demo(ada.id, administrator.id, issued_on=day)

    assert (held.is_demo, held.issued_on) == (True, day)
    assert db.session.query(Mail).count() == 0


def program_of(app, person):
    with transaction():
        token = make_access_token(person, "test", by=SYSTEM, now=NOW)
    # The test's own context keeps who asked last; in the product no request does.
    g.pop("_login_user", None)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
