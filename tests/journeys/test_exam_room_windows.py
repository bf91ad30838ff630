"""Who writes: one window at a time, and the others know it."""

import pytest
from playwright.sync_api import expect

from exams.invigilation.models import IntegritySignal
from lms.kernel.db import db
from tests.exams.an_exam import an_exam, started
from tests.journeys.rooms import (
    SAVED,
    attempt,
    blocked,
    choice,
    go_to,
    held,
    looked,
    option,
    save_line,
    unblocked,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def tablet(browser, context, room):
    """The same person's second device, in the same room."""
    other = browser.new_context()
    other.add_cookies(context.cookies())
    page = other.new_page()
    page.goto(room.url)
    expect(page.get_by_role("dialog")).to_contain_text("open in another window")
    yield page
    other.close()


def continue_here(page):
    page.get_by_role("button", name="Continue here").last.click()
    expect(page.locator("[data-banner=reading]")).to_be_hidden()


def read_only(page):
    expect(page.locator("[data-banner=reading]")).to_be_visible()
    expect(choice(page, 1, "A")).to_be_disabled()


def test_a_second_window_reads_until_it_takes_the_pen(room, context):
    other = context.new_page()
    other.goto(room.url)
    dialog = other.get_by_role("dialog")
    expect(dialog).to_contain_text("This exam is open in another window")
    dialog.get_by_role("button", name="Only read here").click()
    read_only(other)
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text(SAVED)

    continue_here(other)

    read_only(room)
    expect(choice(other, 1, "A")).to_be_checked()
    option(other, 1, "B").click()
    expect(save_line(other)).to_have_text(SAVED)
    continue_here(room)
    read_only(other)
    option(room, 1, "C").click()
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "C"}


def test_what_one_window_could_not_send_the_other_one_sends(room, context):
    room.on("dialog", lambda dialog: dialog.accept())
    blocked(room)
    option(room, 1, "A").click()
    go_to(room, 2)
    option(room, 2, "B").click()
    expect(save_line(room)).to_have_text("2 answers waiting, reconnecting")
    other = context.new_page()
    other.goto(room.url)

    continue_here(other)

    expect(save_line(other)).to_have_text(SAVED)
    expect(choice(other, 2, "B")).to_be_checked()
    assert held() == {1: "A", 2: "B"}
    expect(save_line(room)).to_have_text("Reading only")


def test_a_reload_and_a_reopened_window_go_on_writing(room, context):
    address = room.url
    room.reload()
    expect(choice(room, 1, "A")).to_be_enabled()
    room.close()

    again = context.new_page()
    again.goto(address)

    expect(choice(again, 1, "A")).to_be_enabled()
    expect(again.get_by_role("dialog")).to_be_hidden()
    option(again, 1, "D").click()
    expect(save_line(again)).to_have_text(SAVED)
    assert held() == {1: "D"}


def test_a_duplicated_window_does_not_write_with_the_same_pen(room, context):
    with context.expect_page() as opened:
        # Opened by the room itself, as "Duplicate tab" is: the session goes with it.
        room.evaluate("() => void window.open(location.href)")
    other = opened.value

    expect(other.get_by_role("dialog")).to_contain_text("open in another window")
    expect(room.locator("[data-banner=reading]")).to_be_hidden()


def test_on_a_second_device_the_first_one_turns_to_reading(room, tablet):
    continue_here(tablet)
    option(tablet, 1, "A").click()
    expect(save_line(tablet)).to_have_text(SAVED)

    option(room, 1, "C").click()

    read_only(room)
    expect(save_line(room)).to_have_text("1 answer waits here")
    assert held() == {1: "A"}
    with room.expect_response("**/unsent"):
        looked(room)
    assert attempt().unsent == 1


def test_the_first_device_hears_of_the_second_without_writing(room, tablet):
    continue_here(tablet)

    looked(room)

    read_only(room)


def test_of_two_answers_to_one_question_the_server_s_is_shown_and_said(room, tablet):
    blocked(room)
    option(room, 1, "C").click()
    expect(save_line(room)).to_have_text("1 answer waiting, reconnecting")
    continue_here(tablet)
    option(tablet, 1, "A").click()
    expect(save_line(tablet)).to_have_text(SAVED)
    unblocked(room)
    looked(room)
    read_only(room)

    continue_here(room)

    expect(room.locator("#q1 .q-note")).to_contain_text("changed in another window")
    expect(choice(room, 1, "A")).to_be_checked()
    assert held() == {1: "A"}
    option(room, 1, "C").click()
    expect(save_line(room)).to_have_text(SAVED)
    expect(room.locator("#q1 .q-note")).to_be_hidden()
    assert held() == {1: "C"}


def test_handing_in_closes_every_window_and_every_device(room, context, tablet):
    other = context.new_page()
    other.goto(room.url)
    expect(other.get_by_role("dialog")).to_contain_text("open in another window")
    go_to(room, "review")
    room.get_by_role("button", name="Hand in the exam").click()
    room.get_by_role("button", name="Hand in now").click()

    other.wait_for_url("**/result")
    room.wait_for_url("**/result")
    looked(tablet)
    tablet.wait_for_url("**/result")


def test_the_server_is_asked_by_itself_within_twenty_seconds(page, live, ada):
    an_exam()
    page.clock.install()
    page.goto(f"{live}/attempts/{started(ada).id}")
    option(page, 1, "A").click()
    page.clock.run_for(1000)
    expect(save_line(page)).to_have_text(SAVED)
    page.wait_for_load_state("networkidle")
    states = []
    page.on("request", lambda r: states.append(r.url) if "/state" in r.url else None)

    # The page's clock goes on beside: a slow machine may be seconds further.
    page.clock.run_for(5_000)
    assert states == []
    with page.expect_response("**/state"):
        page.clock.run_for(15_000)
    assert len(states) == 1


def test_staff_learn_of_a_second_device(room, tablet):
    continue_here(tablet)
    with tablet.expect_response("**/signals"):
        tablet.evaluate("dispatchEvent(new Event('pagehide'))")

    assert attempt().writer_epoch == 2
    assert [hint.kind for hint in db.session.query(IntegritySignal)] == [
        "second_device"
    ]
