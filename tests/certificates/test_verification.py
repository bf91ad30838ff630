"""The public page that says whether a certificate is good."""

import re
from datetime import timedelta

import pytest

from certificates.awards.models import CertificateEdition
from certificates.awards.rules.number import number
from certificates.awards.services import revoke
from certificates.verification import services
from certificates.verification.views import TRIES
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import suspended
from tests.factories import a_certification, a_programme
from tests.people import a_company, a_person, actor

TOPICS = [{"key": "networks", "title": {"en": "Networks", "ru": "Сети"}}]


@pytest.fixture
def held(app):
    a_programme()
    ada = a_person("Ada Lovelace", company=a_company())
    return a_certificate(ada, a_certification(topics=TOPICS))


def test_a_valid_certificate_is_shown_without_signing_in(visitor, held):
    page = visitor.get(f"/v/{held.token}")

    assert page.status_code == 200
    for words in (
        "This certificate is valid",
        "A. L.",
        "Exam, version 1",
        "Platform Administrator",
        "Networks",
        "22 November 2026",
        "22 November 2028",
        held.number,
    ):
        assert words in page.text


def test_the_name_is_the_holders_to_show_and_to_hide_again(visitor, held):
    ada = actor(held.person)
    doors = [f"/v/{held.token}", f"/verify?number={held.number}"]
    for door in doors:
        assert_hidden(visitor.get(door).text)

    agree(services.show_name, ada)
    for door in doors:
        page = visitor.get(door).text
        assert "Ada Lovelace" in page
        assert "Northlight Systems" in page

    agree(services.hide_name, ada)
    for door in doors:
        assert_hidden(visitor.get(door).text)


def test_the_newest_edition_is_read_even_where_it_names_no_company(visitor, held):
    certificate_id = held.id
    agree(services.show_name, actor(held.person))
    with transaction():
        db.session.add_all(
            CertificateEdition(
                certificate_id=certificate_id,
                number=edition,
                holder_name=name,
                company_name=company,
                reason="Misspelt.",
                made_at=NOW,
            )
            for edition, name, company in (
                (2, "Ada L.", "Engines"),
                (3, "Ada K.", None),
            )
        )

    page = visitor.get(f"/v/{held.token}").text

    assert "Ada K." in page
    for word in ("Lovelace", "Northlight", "Ada L.", "Engines"):
        assert word not in page


def test_a_check_asks_the_database_three_times(visitor, held, queries):
    """It is counted, the record with all that is true of it, and the programme."""
    link = f"/v/{held.token}"
    queries.clear()

    visitor.get(link)

    assert len(queries) == 3


def test_the_card_for_other_sites_names_nobody_who_has_not_agreed(visitor, held):
    card = cards(visitor.get(f"/v/{held.token}").text)

    assert card["og:title"] == "Platform Administrator"
    assert card["og:url"] == f"http://localhost/v/{held.token}"
    picture = visitor.get(card["og:image"].removeprefix("http://localhost"))
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    agree(services.show_name, actor(held.person))
    named = cards(visitor.get(f"/v/{held.token}").text)
    assert named["og:title"] == "Ada Lovelace: Platform Administrator"


def test_the_number_does_not_give_away_the_link(visitor, held):
    page = visitor.get("/verify", query_string={"number": held.number}).text

    assert held.token not in page


def test_a_suspended_one_says_so(visitor, held):
    suspended(held, on=NOW.date())

    assert "This certificate is suspended" in visitor.get(f"/v/{held.token}").text


def test_the_score_and_the_address_of_the_holder_stay_private(visitor, held):
    page = visitor.get(f"/v/{held.token}").text

    for secret in ("32 of 40", "80 %", "ada.lovelace@example.com"):
        assert secret not in page


@pytest.mark.parametrize("change", [str.lower, lambda n: n.replace("-", " ").strip()])
def test_a_number_can_be_typed_carelessly(visitor, held, change):
    page = visitor.get("/verify", query_string={"number": change(held.number)})

    assert page.status_code == 200
    assert "This certificate is valid" in page.text


def test_a_revocation_is_seen_at_once_with_its_reason(visitor, held):
    assert "This certificate is valid" in visitor.get(f"/v/{held.token}").text
    certificate_id = held.id
    with transaction():
        revoke(certificate_id, "Rules of the exam broken.", by=SYSTEM, now=NOW)

    page = visitor.get(f"/v/{held.token}").text

    assert "This certificate was revoked" in page
    assert "Rules of the exam broken." in page
    assert "This certificate is valid" not in page


def test_on_the_day_it_expires_it_is_not_valid_any_more(visitor, held, set_clock):
    ends = NOW.replace(year=2028)
    set_clock(ends - timedelta(days=1))
    assert "This certificate is valid" in visitor.get(f"/v/{held.token}").text

    set_clock(ends)
    page = visitor.get(f"/v/{held.token}").text

    assert "This certificate has expired" in page
    assert "from 22 November 2026 until it expired on 22 November 2028" in page


def test_whatever_is_not_on_record_gets_the_same_answer(visitor, held):
    unknown = number("NB", 1)
    mistyped = held.number[:-1] + ("0" if held.number[-1] != "0" else "1")
    answers = [
        visitor.get("/verify", query_string={"number": typed})
        for typed in (unknown, mistyped, "nonsense")
    ]
    answers.append(visitor.get("/v/0123456789abcdefghijkl"))

    assert {answer.status_code for answer in answers} == {404}
    assert len({essence(answer.text) for answer in answers}) == 1


def test_search_engines_are_told_to_stay_away(visitor, held):
    for address in (f"/v/{held.token}", "/verify", "/v/unknown"):
        answer = visitor.get(address)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text


def test_going_through_numbers_is_stopped_and_hits_are_stopped_too(
    visitor, held, set_clock
):
    for _ in range(TRIES):
        assert visitor.get("/v/unknown").status_code == 404

    for address in ("/v/unknown", f"/v/{held.token}", f"/verify?number={held.number}"):
        answer = visitor.get(address)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "Ada Lovelace" not in answer.text
    assert visitor.get("/verify").status_code == 200
    set_clock(NOW + timedelta(minutes=10))
    assert visitor.get(f"/v/{held.token}").status_code == 200


def test_an_outsider_reads_it_in_russian(visitor, held):
    visitor.language = "ru"

    page = visitor.get(f"/v/{held.token}").text

    assert "Сертификат действителен" in page
    assert "Сети" in page
    assert "22 ноября 2026" in page


def assert_hidden(page: str) -> None:
    assert "A. L." in page
    for word in ("Ada", "Lovelace", "Northlight"):
        assert word not in page


def agree(deed, who) -> None:
    db.session.rollback()
    with transaction():
        deed(by=who, now=NOW)


def cards(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', page))


def essence(page: str) -> str:
    """What the page says, without what was typed and what changes every time."""
    main = page[page.index("<main") : page.index("</main>")]
    changing = re.compile(r'<input[^>]*name="(number|csrf_token)"[^>]*>')
    assert len(changing.findall(main)) == 2
    return changing.sub("", main)
