"""What holders share, and what others see of them."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from certificates.verification import queries, services
from certificates.verification.errors import NoConsent
from lms.accounts.models import Person
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.prints import run
from tests.factories import a_certification, a_programme
from tests.people import Visitor, a_company, a_person, actor

YEAR = timedelta(days=365)
CHOICES = "/certificates/sharing"


@pytest.fixture
def ada(app):
    a_programme()
    return a_person("Ada Lovelace", company=a_company())


@pytest.fixture
def held(ada):
    return a_certificate(ada, a_certification())


def test_the_switch_for_the_name_is_off_and_each_turn_is_noted(visitor, ada, held):
    visitor.sign_in(ada)
    assert "Hidden: others read your initials" in visitor.get(CHOICES).text

    for _ in range(2):
        visitor.post(f"{CHOICES}/consent")
    assert "Shown, with your company" in visitor.get(CHOICES).text
    for _ in range(2):
        visitor.post(f"{CHOICES}/consent/withdrawal")

    assert "Hidden: others read your initials" in visitor.get(CHOICES).text
    assert noted() == ["given", "withdrawn"]


def test_a_profile_is_open_only_while_its_holder_wants_it(app, visitor, ada, held):
    old = a_certificate(ada, a_certification("old", "Old Hand"), at=NOW - 3 * YEAR)
    visitor.sign_in(ada)
    visitor.post(f"{CHOICES}/consent")
    visitor.post(f"{CHOICES}/profile")
    address = profile_of(visitor)
    stranger = Visitor(app)

    page = stranger.get(address)

    assert "Ada Lovelace" in page.text
    assert f"/v/{held.token}" in page.text
    assert old.token not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    visitor.post(f"{CHOICES}/profile/closing")
    assert stranger.get(address).status_code == 404
    visitor.post(f"{CHOICES}/profile")
    again = profile_of(visitor)
    assert again != address
    visitor.post(f"{CHOICES}/consent/withdrawal")
    assert stranger.get(again).status_code == 404


def test_there_is_no_profile_without_a_name(ada):
    who = actor(ada)
    with pytest.raises(NoConsent), transaction():
        services.open_profile(by=who, now=NOW)

    assert queries.consent_of(who.id) is None


def test_a_guessed_profile_does_not_exist(visitor, ada):
    assert visitor.get("/p/None").status_code == 404
    assert visitor.get("/p/" + "A" * 22).status_code == 404


def test_sharing_offers_the_link_linkedin_and_the_files(visitor, ada, held):
    visitor.sign_in(ada)

    page = visitor.get(f"/certificates/{held.number}/sharing").text

    assert f"http://localhost/v/{held.token}" in page
    for file in ("pdf", "badge.png", "badge.svg", "credential"):
        assert f"/certificates/{held.number}/{file}" in page
    (link,) = re.findall(r'href="(https://www.linkedin.com/[^"]+)"', page)
    assert {
        name: value
        for name, [value] in parse_qs(urlsplit(unescaped(link)).query).items()
    } == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Platform Administrator",
        "organizationName": "Nimbus Cloud",
        "issueYear": "2026",
        "issueMonth": "11",
        "expirationYear": "2028",
        "expirationMonth": "11",
        "certUrl": f"http://localhost/v/{held.token}",
        "certId": held.number,
    }


def test_nobody_shares_a_certificate_of_somebody_else(visitor, held):
    visitor.sign_in(a_person("Bob Stone"))

    assert visitor.get(f"/certificates/{held.number}/sharing").status_code == 404


def profile_of(visitor) -> str:
    found = re.search(
        r'value="http://localhost(/p/[\w-]{22})"', visitor.get(CHOICES).text
    )
    assert found
    return found[1]


def unescaped(link: str) -> str:
    return link.replace("&amp;", "&")


def noted() -> list[str]:
    db.session.rollback()
    events = db.session.query(AuditEvent).order_by(AuditEvent.id)
    return [
        event.action.removeprefix("certificates.consent.")
        for event in events
        if event.action.startswith("certificates.consent.")
    ]


def test_the_transcript_lists_everything_with_its_state(visitor, ada, held):
    old = a_certificate(ada, a_certification("old", "Old Hand"), at=NOW - 3 * YEAR)
    a_certificate(a_person("Bob Stone"), a_certification("other", "Other Hand"))
    visitor.sign_in(ada)

    answer = visitor.get("/certificates/transcript")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = run("pdftotext", "-layout", "-", "-", pdf=answer.data)
    for words in ("Ada Lovelace", held.number, old.number, "Valid", "Expired"):
        assert words in text
    assert "Other Hand" not in text
    assert "Lessons done: 0 minutes" in text


def test_the_transcript_speaks_russian_to_russians(visitor, ada, held):
    visitor.sign_in(ada)
    with transaction():
        db.session.get_one(Person, ada.id).language = "ru"

    answer = visitor.get("/certificates/transcript")

    text = run("pdftotext", "-layout", "-", "-", pdf=answer.data)
    assert "Выписка" in text
    assert "22 ноября 2026" in text
