"""Before and after an exam in a real browser: the check of a computer, the briefing."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from exams.schedule.models import Admission, ExamWindow
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam
from tests.people import a_person

pytestmark = pytest.mark.browser

SLOW = 20_000
"""Milliseconds: the machine that runs the tests may be busy with many of them."""

expect.set_options(timeout=SLOW)


@pytest.fixture
def ada(live_app, signed_in):
    ada = a_person("Ada Lovelace")
    signed_in(ada)
    return ada


@pytest.fixture
def check(page, live, ada):
    """The check of this computer, opened from the briefing."""
    an_exam()
    page.goto(f"{live}/exams/foundations")
    expect(page.locator("aside")).to_contain_text("This computer has not been checked")
    page.get_by_role("link", name="Check it in two minutes").click()
    expect(fact(page, "server")).to_have_attribute("data-state", "good")
    return page


def fact(page, name):
    return page.locator(f"[data-fact={name}]")


def step(page, name):
    return page.locator(f"[data-step={name}]")


def choose(page, season):
    page.locator(".choice", has_text=season).click()


def rehearse(page):
    """Every step by mouse, until the page says how it ended."""
    choose(page, "Spring")
    page.get_by_role("button", name="Cut the line").click()
    choose(page, "Winter")
    page.get_by_role("button", name="Reload").click()
    expect(step(page, "reload")).to_have_attribute("data-state", "good")
    page.get_by_role("button", name="Put the line back").click()


def test_the_line_is_lost_and_the_answer_arrives_after_a_reload(check, live):
    for name in ("browser", "storage", "server", "clock", "screen"):
        expect(fact(check, name)).to_have_attribute("data-state", "good")
    sent = []
    check.on("request", lambda request: sent.append(request.url))

    choose(check, "Spring")
    expect(step(check, "answer")).to_contain_text("our server has confirmed it")
    check.get_by_role("button", name="Cut the line").click()
    expect(check.locator("[data-part=line]")).to_contain_text("The line is cut")
    sent.clear()
    choose(check, "Winter")
    expect(step(check, "cut")).to_contain_text("Our server does not have it yet")
    assert [url for url in sent if "/api/" in url] == []

    check.get_by_role("button", name="Reload").click()
    expect(step(check, "reload")).to_contain_text("The answer is still here")
    expect(check.get_by_role("radio", name="Winter")).to_be_checked()
    assert [url for url in sent if "/api/" in url] == []

    check.get_by_role("button", name="Put the line back").click()
    expect(step(check, "join")).to_contain_text(re.compile(r"got answer D and signed"))
    expect(check.locator("[data-part=receipt]")).to_have_text(
        re.compile("[0-9a-f]{64}")
    )
    check.get_by_role("link", name="Back to the briefing").click()
    expect(check.locator("aside")).to_contain_text("This computer was checked on")


def test_a_browser_that_keeps_nothing_is_found_out(page, context, live, ada):
    an_exam()
    context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new Error('keeps nothing'); }"
    )
    page.goto(f"{live}/exams/foundations/check")
    expect(fact(page, "storage")).to_have_attribute("data-state", "bad")

    choose(page, "Spring")
    page.get_by_role("button", name="Cut the line").click()
    choose(page, "Winter")
    page.get_by_role("button", name="Reload").click()

    end = page.locator("[data-end=bad]")
    expect(end).to_contain_text("The answer was gone after the reload")
    expect(step(page, "reload")).to_contain_text("Failed")
    page.goto(f"{live}/exams/foundations")
    expect(page.locator("aside")).to_contain_text("This computer has not been checked")


def test_a_computer_without_a_way_to_the_server_is_told_what_to_do(page, live, ada):
    page.route("**/api/**", lambda route: route.abort())

    page.goto(f"{live}/system-check")

    expect(fact(page, "server")).to_have_attribute("data-state", "bad")
    expect(fact(page, "server")).to_contain_text("Look at the connection")


def test_the_check_is_done_by_keyboard_alone(check):
    check.locator("#main").press("Tab")
    expect(fact(check, "keys")).to_have_attribute("data-state", "good")
    check.get_by_role("radio", name="Spring").focus()
    check.keyboard.press("Space")
    expect(check.get_by_role("button", name="Cut the line")).to_be_focused()
    check.keyboard.press("Enter")
    check.keyboard.press("Space")
    expect(check.get_by_role("button", name="Reload")).to_be_focused()
    check.keyboard.press("Enter")
    expect(check.get_by_role("button", name="Put the line back")).to_be_focused()
    check.keyboard.press("Enter")

    expect(check.get_by_role("heading", name="This computer is ready")).to_be_focused()


def test_no_page_before_an_exam_has_faults_for_assistive_technology(check, faults):
    assert faults() == []
    rehearse(check)
    expect(check.locator("[data-end=good]")).to_be_visible()
    assert faults() == []
    check.get_by_role("link", name="Back to the briefing").click()
    check.get_by_role("button", name="Start the exam").click()
    expect(check.get_by_role("alert")).to_contain_text("One thing to correct")
    assert faults() == []


def test_a_start_needs_the_rules_and_says_so_beside_them(page, live, ada):
    an_exam()
    page.goto(f"{live}/exams/foundations")

    page.get_by_role("button", name="Start the exam").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Read what is allowed and tick this").click()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Start the exam").click()

    page.wait_for_url("**/attempts/1")


@pytest.mark.browser_context_args(timezone_id="Asia/Vladivostok")
def test_a_window_is_told_in_the_candidates_own_time_too(page, live, ada):
    version = an_exam()
    opens = datetime.combine(datetime.now(UTC).date() + timedelta(days=3), time(8), UTC)
    times = {"opens_at": opens, "latest_start_at": opens + timedelta(hours=1)}
    with transaction():
        db.session.add(Admission(exam_id=version.exam_id, only_in_windows=True))
        db.session.add(
            ExamWindow(exam_id=version.exam_id, title="May", made_at=opens, **times)
        )
    page.goto(f"{live}/exams/foundations")

    told = page.locator("time[data-moment]").first
    expect(told).to_contain_text("08:00 UTC (your time: 18:00)")
