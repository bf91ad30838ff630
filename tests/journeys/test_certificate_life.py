"""Two people take a certificate back in a browser, and everybody sees it at once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from certificates.awards.models import Certificate
from certificates.awards.services import issue_demo
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.factories import a_certification, a_programme
from tests.people import a_company, a_person

pytestmark = pytest.mark.browser


@pytest.fixture
def held(live_app) -> Certificate:
    a_programme()
    ada = a_person("Ada Lovelace", company=a_company())
    ids = ada.id, a_certification().id
    with transaction():
        day = clock.now().date() - timedelta(days=40)
        return issue_demo(*ids, issued_on=day)


def test_two_people_revoke_and_the_public_page_says_so(
    page, live, signed_in, held, faults
):
    number, token = held.number, held.token
    pat = a_person("Pat Manager", Role.PROGRAMME_MANAGER)
    ines = a_person("Ines Admin", Role.ADMIN)

    signed_in(pat)
    page.goto(f"{live}/certificates/issued/{number}")
    page.get_by_role("button", name="Propose to revoke").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind of reason").select_option("misconduct")
    dialog.get_by_label("Reason", exact=True).fill("Answers were copied.")
    assert faults() == []
    dialog.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("heading", name="Revocation proposed")).to_be_visible()
    assert faults() == []
    page.get_by_role("link", name="Look at the proposal").click()
    expect(page.get_by_text("somebody else confirms it")).to_be_visible()

    signed_in(ines)
    page.goto(f"{live}/certificates/decisions")
    assert faults() == []
    page.get_by_role("link", name="Ada Lovelace").click()
    assert faults() == []
    page.get_by_role("button", name="Revoke 1 certificate").click()
    expect(page.get_by_text("1 certificate is revoked.")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{live}/v/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This certificate was revoked"
    )


def test_a_holder_asks_for_another_name_and_gets_it(
    page, live, signed_in, held, faults
):
    token = held.token
    signed_in(held.person)
    page.goto(f"{live}/certificates")
    assert faults() == []
    page.get_by_role("link", name="Correct the name").click()
    page.get_by_label("Your name").fill("Ada King")
    page.get_by_label("What was wrong").fill("I married.")
    assert faults() == []
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("You asked for “Ada King”")).to_be_visible()

    signed_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    page.goto(f"{live}/certificates/decisions")
    page.get_by_role("link", name="Ada King").click()
    assert faults() == []
    page.get_by_role("button", name="Approve and print it").click()
    expect(page.get_by_text("Approved", exact=True)).to_be_visible()

    page.goto(f"{live}/v/{token}")
    expect(page.get_by_text("A. K.")).to_be_visible()
    expect(page.get_by_text("Lovelace")).to_have_count(0)


def test_a_batch_is_previewed_on_a_phone(page, live, signed_in, held, faults):
    number = held.number
    signed_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live}/certificates/decisions/revocations/new")
    page.get_by_label("Numbers").fill(f"{number}\nNB-0000-0000-0000")
    page.get_by_role("button", name="Show what it would be").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "1 certificate would be revoked"
    )
    expect(page.get_by_text("no certificate has this number")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 390
    assert faults() == []
    assert db.session.get_one(Certificate, held.id).revocation is None
