"""What a candidate has at hand: notes, crossing out, a calculator, the view."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from exams.sittings.models import Answer
from lms.kernel.db import db
from tests.exams.an_exam import an_exam, started
from tests.journeys.every_kind import every_kind
from tests.journeys.rooms import (
    SAVED,
    WAITING,
    blocked,
    choice,
    evaluated,
    go_to,
    held,
    option,
    save_line,
    unblocked,
)

pytestmark = pytest.mark.browser

SUMS = {
    "0.1+0.2": "0.3",
    "1,5 × 2": "3",
    "10/4": "2.5",
    "1/3": "≈ 0.333333333333",
    "2/3": "≈ 0.666666666667",
    "-(2+3)*4": "−20",
    "1-2-3": "−4",
    "100000000000000000000+1": "100000000000000000001",
    "1/0": None,
    "2+": None,
    "(1": None,
    "1 2": None,
    "alert(1)": None,
    "": None,
}


def test_a_note_is_the_candidates_own_and_is_saved(room):
    room.keyboard.press("w")
    room.keyboard.type("Look at the second zone")
    expect(save_line(room)).to_have_text("Saving…")
    expect(room.locator("[data-count=waiting]")).to_have_text("0")
    db.session.rollback()
    kept = db.session.scalars(select(Answer)).one()
    assert (kept.note, kept.revision) == ("Look at the second zone", 0)

    room.reload()

    expect(room.get_by_label("Note to yourself on question 1")).to_have_value(
        "Look at the second zone"
    )


def test_a_note_written_offline_outlives_a_reload(room):
    room.on("dialog", lambda dialog: dialog.accept())
    blocked(room)
    room.keyboard.press("w")
    room.keyboard.type("Ask myself again")
    expect(save_line(room)).to_have_text(WAITING)
    room.reload()
    unblocked(room)

    note = room.get_by_label("Note to yourself on question 1")
    expect(note).to_have_value("Ask myself again")
    expect(room.locator("[data-count=waiting]")).to_have_text("0")
    db.session.rollback()
    assert db.session.scalar(select(Answer.note)) == "Ask myself again"


def test_the_map_knows_answered_seen_and_unseen(room):
    links = room.locator(".qgrid a")
    expect(links.nth(0)).to_have_text("1, no answer yet")
    expect(links.nth(2)).to_have_text("3, not seen yet")

    go_to(room, 3)
    room.reload()

    expect(links.nth(0)).to_have_text("1, no answer yet")
    expect(links.nth(2)).to_have_text("3, no answer yet")
    expect(links.nth(1)).to_have_text("2, not seen yet")
    links.nth(2).focus()
    room.keyboard.press("ArrowLeft")
    room.keyboard.press("Enter")
    expect(room.locator("#q2")).to_be_visible()


def test_sums_are_exact(browser, live):
    found = evaluated(
        browser,
        live,
        """async (sums) => {
          const { calculated } = await import("/static/js/exam/decimals.js");
          return sums.map((sum) => calculated(sum));
        }""",
        list(SUMS),
    )
    assert dict(zip(SUMS, found, strict=True)) == SUMS


def test_the_calculator_stands_beside_the_paper(page, live, ada):
    an_exam(calculator=True)
    page.goto(f"{live}/attempts/{started(ada).id}")
    page.keyboard.press("k")
    page.keyboard.type("12.5*(3+4)")
    page.keyboard.press("Enter")
    result = page.locator(".calc__result")
    expect(result).to_have_text("= 87.5")
    option(page, 1, "A").click()
    expect(choice(page, 1, "A")).to_be_checked()

    for key in ["Clear everything", "7", "÷", "2", "Work it out"]:
        page.get_by_role("button", name=key, exact=True).click()
    expect(result).to_have_text("= 3.5")
    page.get_by_role("button", name="Close the calculator").click()
    expect(page.get_by_role("dialog", name="Calculator")).to_be_hidden()
    expect(page.get_by_role("button", name="Calculator")).to_be_focused()


def test_without_leave_there_is_no_calculator(room):
    expect(room.get_by_role("button", name="Calculator")).to_have_count(0)
    room.keyboard.press("k")
    expect(room.get_by_role("dialog")).to_have_count(0)


def test_the_view_is_kept_for_this_computer(room):
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    room.get_by_role("button", name="View").click()
    room.get_by_label("Very large").check()
    room.get_by_label("High contrast").check()
    assert room.evaluate(size) == 23
    room.reload()

    assert room.evaluate(size) == 23
    black = "rgb(0, 0, 0)"
    assert (
        room.evaluate("getComputedStyle(document.querySelector('h2')).color") == black
    )


def test_in_a_list_every_question_is_on_the_page(page, live, ada):
    every_kind(layout="list")
    page.goto(f"{live}/attempts/{started(ada).id}")
    questions = page.locator(".question")
    expect(questions).to_have_count(11)
    for asked in questions.all():
        expect(asked).to_be_visible()
    before = page.locator(".room-case + .question")
    expect(before).to_have_attribute("data-exhibit", "1")

    page.locator("#q7 button", has_text="Flag").click()
    page.get_by_role("link", name="Next").click()
    # Next is meant from the question in hand.
    expect(page.locator("#q8 h2")).to_be_focused()
    expect(page.locator("#q8 h2")).to_be_in_viewport()
    page.keyboard.press("f")
    expect(page.locator("#q8 [data-deed=flag-this]")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("[data-count=flagged]")).to_have_text("2")
    expect(page.locator("[data-count=waiting]")).to_have_text("0")
    page.reload()
    expect(page.locator("[data-count=flagged]")).to_have_text("2")
    expect(page.locator("#q8 h2")).to_be_in_viewport()


def test_hints_are_told_and_change_nothing(room, page):
    told = []
    page.route(
        "**/signals",
        lambda route: (
            told.append(route.request.post_data_json),
            route.fulfill(status=204),
        ),
    )
    room.evaluate("dispatchEvent(new Event('blur'))")
    room.wait_for_timeout(3200)
    room.evaluate("dispatchEvent(new Event('focus'))")
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text(SAVED)
    paste = "e => e.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))"
    choice(room, 1, "A").evaluate(paste)
    room.locator("#note1").evaluate(paste)
    room.evaluate("dispatchEvent(new Event('pagehide'))")
    room.wait_for_timeout(300)

    # What one pastes into a note of one's own is nobody's business.
    kinds = [signal["kind"] for signal in told[0]["signals"]]
    assert kinds == ["focus_lost", "paste"]
    assert held() == {1: "A"}
    expect(room.locator(".room-banner__in:visible")).to_have_count(0)
    assert re.fullmatch(r"\d", str(told[0]["signals"][0]["seconds_ago"]))
