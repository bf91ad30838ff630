"""An exam in a real browser: chosen, saved, offline, reviewed, handed in, timed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from exams.sittings.models import Answer, Attempt, PaperQuestion
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import PASSWORD, a_person

pytestmark = pytest.mark.browser

SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
SLOW = 20_000
"""Milliseconds: the machine that runs the tests may be busy with many of them."""

expect.set_options(timeout=SLOW)


@pytest.fixture
def ada(live_app, signed_in):
    ada = a_person("Ada Lovelace", password=PASSWORD)
    signed_in(ada)
    return ada


@pytest.fixture
def room(page, live, ada):
    """Open the room of a new attempt at question 1."""
    an_exam()
    attempt = started(ada)
    page.goto(f"{live}/attempts/{attempt.id}")
    expect(page.locator("#q1")).to_be_visible()
    return page


def option(page, position, letter):
    """The card of an option: what one clicks."""
    return page.locator(f"#q{position} .choice", has_text=re.compile(f"^{letter}"))


def choice(page, position, letter):
    return page.locator(f"#q{position} input[data-letter={letter}]")


def save_line(page):
    return page.locator(".save__word")


def held():
    """What the database holds: {position: letters as shown to the candidate}."""
    db.session.rollback()
    papers = {p.position: p.order for p in db.session.scalars(select(PaperQuestion))}
    return {
        answer.position: "".join(
            "ABCD"[papers[answer.position].index(o)] for o in answer.response
        )
        for answer in db.session.scalars(select(Answer).where(Answer.revision > 0))
    }


def blocked(page):
    """The line to the API is cut, but pages still come."""
    page.route("**/api/**", lambda route: route.abort())


def unblocked(page):
    page.unroute("**/api/**")


def test_an_exam_from_the_briefing_to_the_result(page, live, ada):
    an_exam()
    page.goto(f"{live}/exams")
    page.get_by_role("link", name="Cloud Foundations", exact=True).click()
    page.get_by_role("button", name="Start the exam").click()

    option(page, 1, "C").click()
    expect(save_line(page)).to_have_text(SAVED)
    page.get_by_role("link", name="Next").click()
    page.keyboard.press("b")
    expect(choice(page, 2, "B")).to_be_checked()
    page.keyboard.press("f")
    expect(page.locator(".qgrid a").nth(1)).to_have_text(
        re.compile("2, answered, flagged")
    )
    expect(save_line(page)).to_have_text(SAVED)
    assert held() == {1: "C", 2: "B"}

    page.reload()
    expect(page.locator("#q2")).to_be_visible()
    expect(choice(page, 2, "B")).to_be_checked()
    expect(page.get_by_role("button", name="Flag")).to_have_attribute(
        "aria-pressed", "true"
    )

    page.get_by_role("link", name="Review and hand in").click()
    first = page.locator("#look-first li")
    expect(first).to_have_count(2)
    expect(first.nth(0)).to_contain_text("Question 3")
    expect(first.nth(0)).to_contain_text("No answer")
    expect(first.nth(1)).to_contain_text("Question 2")
    page.get_by_role("button", name="Hand in the exam").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Hand in with 1 open question?")
    expect(dialog).to_contain_text("Without an answer: 3.")
    dialog.get_by_role("button", name="Hand in now").click()

    page.wait_for_url("**/result")
    expect(page.locator("main")).to_contain_text("Answered: 2 of 3.")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_answer_given_offline_is_sent_when_the_line_is_back(room, context):
    context.set_offline(True)
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text("1 not saved yet")
    expect(room.get_by_role("alert")).to_contain_text("No connection to our server")
    assert held() == {}

    context.set_offline(False)

    expect(save_line(room)).to_have_text(SAVED)
    expect(room.locator("[data-banner=offline]")).to_be_hidden()
    assert held() == {1: "A"}


def test_an_unsaved_answer_outlives_a_reload_and_is_not_called_saved(room):
    room.on("dialog", lambda dialog: dialog.accept())
    blocked(room)
    option(room, 1, "A").click()
    option(room, 1, "B").click()
    expect(save_line(room)).to_have_text("1 not saved yet")

    room.reload()

    expect(choice(room, 1, "B")).to_be_checked()
    expect(save_line(room)).to_have_text("1 not saved yet")
    unblocked(room)
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "B"}


def test_a_save_whose_receipt_was_lost_is_not_made_twice(room):
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    room.route("**/answers/*", lose)
    option(room, 1, "D").click()

    expect(save_line(room)).to_have_text(SAVED)
    assert lost[0].ok
    expect(room.locator("#q1 .q-note")).to_be_hidden()
    assert held() == {1: "D"}
    assert db.session.scalar(select(Answer.revision)) == 1


def test_an_answer_changed_in_another_window_is_shown_and_said(room, context):
    other = context.new_page()
    other.goto(room.url)
    option(other, 1, "A").click()
    expect(save_line(other)).to_have_text(SAVED)

    option(room, 1, "C").click()

    expect(room.locator("#q1 .q-note")).to_contain_text("changed in another window")
    expect(choice(room, 1, "A")).to_be_checked()
    assert held() == {1: "A"}
    option(room, 1, "C").click()
    expect(save_line(room)).to_have_text(SAVED)
    expect(room.locator("#q1 .q-note")).to_be_hidden()
    assert held() == {1: "C"}


def test_who_is_signed_out_signs_in_again_and_loses_nothing(room, context):
    room.on("dialog", lambda dialog: dialog.accept())
    context.clear_cookies()
    option(room, 1, "A").click()
    expect(room.get_by_role("alert")).to_contain_text("You are signed out.")
    expect(save_line(room)).to_have_text("1 not saved yet")

    room.get_by_role("link", name="Sign in again to save them").click()
    room.get_by_label("E-mail address").fill("ada.lovelace@example.com")
    room.get_by_label("Password").fill(PASSWORD)
    room.get_by_role("button", name="Sign in").click()

    room.wait_for_url("**/attempts/*")
    expect(choice(room, 1, "A")).to_be_checked()
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "A"}


def test_handing_in_waits_until_everything_is_saved(room):
    room.goto(f"{room.url}#review")
    hand_in = room.get_by_role("button", name="Hand in the exam")
    expect(hand_in).to_be_visible()
    room.route("**/answers/*", lambda route: route.abort())
    room.goto(room.url.replace("#review", "#q1"))
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text("1 not saved yet")
    room.goto(room.url.replace("#q1", "#review"))
    hand_in.click()
    room.get_by_role("button", name="Hand in now").click()
    expect(room.get_by_role("dialog")).to_contain_text("Waiting until every answer")

    room.unroute("**/answers/*")

    room.wait_for_url("**/result")
    assert held() == {1: "A"}


def test_keys_are_places_on_the_keyboard_and_can_be_switched_off(room):
    # The key of B in the Russian layout.
    room.locator("body").dispatch_event(
        "keydown", {"key": "и", "code": "KeyB", "bubbles": True}
    )
    expect(choice(room, 1, "B")).to_be_checked()
    room.keyboard.press("n")
    expect(room.locator("#q2")).to_be_visible()
    room.keyboard.press("p")
    expect(room.locator("#q1")).to_be_visible()
    room.keyboard.press("t")
    expect(room.locator(".room-say")).to_have_text(
        re.compile(r"Time left: (1:00:00|59:\d\d)")
    )

    room.get_by_role("button", name="Help").click()
    room.get_by_label("Use these keys").uncheck()
    room.get_by_role("button", name="Back to the exam").click()
    room.keyboard.press("n")
    expect(room.locator("#q1")).to_be_visible()


def test_crossing_out_is_remembered_and_changes_no_answer(room):
    option(room, 1, "B").click()
    expect(save_line(room)).to_have_text(SAVED)
    room.get_by_role("button", name="Cross out option B").click()
    room.reload()

    expect(option(room, 1, "B")).to_have_class(re.compile("choice--struck"))
    expect(choice(room, 1, "B")).to_be_checked()
    assert held() == {1: "B"}


def test_the_clock_does_not_believe_the_computer_and_can_be_hidden(room):
    room.add_init_script("Date.now = () => 0")
    room.reload()
    expect(room.locator(".clock__time")).to_have_text(re.compile(r"^59:\d\d$"))

    room.get_by_role("button", name="Hide the time left").click()
    room.reload()

    expect(room.locator(".clock__time")).to_be_hidden()
    expect(room.get_by_text("Time hidden")).to_be_visible()


def test_at_zero_the_saved_answers_are_handed_in(page, live, ada):
    an_exam(seconds=5)
    attempt = started(ada)
    page.goto(f"{live}/attempts/{attempt.id}")
    option(page, 1, "A").click()

    page.wait_for_url("**/result", timeout=SLOW)

    expect(page.locator("main")).to_contain_text("The time ran out")
    db.session.rollback()
    assert attempt.cause == "time_up"


def test_at_zero_the_server_may_give_more_time(page, live, ada):
    an_exam(seconds=20)
    attempt = started(ada)
    page.goto(f"{live}/attempts/{attempt.id}")
    later = attempt.deadline_at + timedelta(hours=1)
    with transaction():
        db.session.execute(
            update(Attempt).values(deadline_at=later, deadline_version=2)
        )

    expect(page.locator(".clock__time")).to_have_text(
        re.compile(r"^(1:00|59):\d\d"), timeout=30_000
    )
    option(page, 1, "A").click()
    expect(save_line(page)).to_have_text(SAVED)


def test_every_page_of_an_exam_is_accessible(page, live, ada, faults):
    an_exam()
    for address in ["/exams", "/exams/foundations"]:
        page.goto(live + address)
        assert (address, faults()) == (address, [])
    page.get_by_role("button", name="Start the exam").click()
    option(page, 1, "A").click()
    expect(save_line(page)).to_have_text(SAVED)
    assert ("room", faults()) == ("room", [])
    page.goto(f"{page.url}#review")
    expect(page.locator("#all-answers tr")).to_have_count(3)
    assert ("review", faults()) == ("review", [])
    page.get_by_role("button", name="Hand in the exam").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert ("hand in", faults()) == ("hand in", [])
    page.get_by_role("button", name="Hand in now").click()
    page.wait_for_url("**/result")
    assert ("result", faults()) == ("result", [])
