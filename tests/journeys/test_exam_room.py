"""An exam in a real browser: chosen, saved, reviewed, handed in."""

import re

import pytest
from playwright.sync_api import expect

from tests.exams.an_exam import an_exam
from tests.journeys.rooms import (
    SAVED,
    WAITING,
    choice,
    go_to,
    held,
    left_behind,
    option,
    save_line,
)

pytestmark = pytest.mark.browser


def test_an_exam_from_the_briefing_to_the_result(page, live, ada):
    an_exam()
    page.goto(f"{live}/exams")
    page.get_by_role("link", name="Cloud Foundations", exact=True).click()
    page.get_by_label("I have read what is allowed").check()
    page.get_by_role("button", name="Start the exam").click()

    option(page, 1, "C").click()
    expect(save_line(page)).to_have_text(SAVED)
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#q2")).to_be_visible()
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
    assert left_behind(page) == []


def test_handing_in_waits_until_everything_is_saved(room):
    go_to(room, "review")
    hand_in = room.get_by_role("button", name="Hand in the exam")
    expect(hand_in).to_be_visible()
    room.route("**/answers/*", lambda route: route.abort())
    go_to(room, 1)
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text(WAITING)
    go_to(room, "review")
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

    room.keyboard.press("Shift+a")
    expect(option(room, 1, "A")).to_have_class(re.compile("choice--struck"))
    room.keyboard.press("?")
    expect(room.get_by_role("dialog")).to_contain_text("Keys")
    room.get_by_role("button", name="Back to the exam").click()

    room.get_by_role("button", name="View").click()
    room.get_by_label("Use single keys").uncheck()
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
