"""The page of the exam day, left open on a desk."""

from playwright.sync_api import expect
from sqlalchemy import update

from exams.sittings.models import Attempt
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import a_person

A_ROUND = 10_000


def with_unsent(attempt):
    with transaction():
        db.session.execute(
            update(Attempt).where(Attempt.id == attempt.id).values(unsent=2)
        )


def test_it_refreshes_without_taking_focus_or_closing_what_is_open(
    live, page, signed_in, faults
):
    an_exam()
    with_unsent(started(a_person("Ada Stone")))
    signed_in(a_person("Ines Manager", Role.ADMIN))
    page.clock.install()
    page.goto(f"{live}/oversight/exam-day")
    page.get_by_text("Answers not here yet").last.click()
    page.locator("#day-extension-foundations").focus()

    started(a_person("Bob Reed"))
    page.clock.fast_forward(A_ROUND)

    expect(page.get_by_text("2 open attempts")).to_be_visible()
    expect(page.locator("#day-extension-foundations")).to_be_focused()
    expect(page.get_by_role("link", name="Ada Stone")).to_be_visible()
    assert faults() == []


def test_it_can_be_held_still(live, page, signed_in):
    an_exam()
    started(a_person("Ada Stone"))
    signed_in(a_person("Ines Manager", Role.ADMIN))
    page.clock.install()
    page.goto(f"{live}/oversight/exam-day")
    hold = page.get_by_role("button", name="Hold this page still")
    hold.click()
    started(a_person("Bob Reed"))
    page.clock.fast_forward(3 * A_ROUND)
    page.wait_for_timeout(300)

    expect(page.get_by_text("1 open attempt", exact=False)).to_be_visible()

    page.get_by_role("button", name="Refresh by itself").click()
    expect(page.get_by_text("2 open attempts")).to_be_visible()
