"""The clock of the room: the server's, moved, stopped, and over."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from exams.sittings import deadlines
from exams.sittings.deadlines import Why
from exams.sittings.models import Attempt
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.pulse import ring
from tests.exams.an_exam import an_exam, started
from tests.journeys.rooms import (
    SAVED,
    SLOW,
    attempt,
    choice,
    deaf,
    evaluated,
    hearing,
    held,
    looked,
    option,
    save_line,
)

pytestmark = pytest.mark.browser


def given(seconds):
    with transaction():
        deadlines.give(
            {1: seconds}, Why("extension", "noise"), by=SYSTEM, now=clock.now()
        )


def paused():
    with transaction():
        deadlines.pause([1], "fire alarm", by=SYSTEM, now=clock.now())


def resumed():
    with transaction():
        deadlines.resume([1], "", by=SYSTEM, now=clock.now())


def test_the_clock_does_not_believe_the_computer_and_can_be_hidden(room):
    room.add_init_script("Date.now = () => 0")
    room.reload()
    expect(room.locator(".clock__time")).to_have_text(re.compile(r"^59:\d\d$"))

    room.get_by_role("button", name="Hide the time left").click()
    room.reload()

    expect(room.locator(".clock__time")).to_be_hidden()
    expect(room.get_by_text("Time hidden")).to_be_visible()


def test_more_time_is_seen_and_said_once(room):
    given(600)

    looked(room)

    expect(room.locator(".room-say")).to_have_text("You were given 10 minutes more.")
    expect(room.locator(".clock__time")).to_have_text(re.compile(r"^1:0\d:\d\d$"))
    room.evaluate("document.querySelector('.room-say').textContent = ''")
    looked(room)
    expect(room.locator(".room-say")).to_have_text("")


def test_only_a_moved_end_is_news(browser, live):
    said = evaluated(browser, live, CLOCK)
    assert said == {
        "first": [0, 60_000],
        "again": [0, 59_000],
        "extended": [600_000, 658_000],
        "overtaken": [0, 658_000],
        "paused": [0, 657_000],
        "still paused": [0, 657_000],
        "resumed": [0, 657_000],
    }


CLOCK = """async () => {
  const { Clock } = await import("/static/js/exam/clock.js");
  const clock = new Clock();
  const told = (at, left, version, isStill = false) => {
    const moved = clock.sync({ left, version, isStill, sent: at, received: at });
    return [moved, clock.left(at)];
  };
  return {
    "first": told(0, 60000, 1),
    "again": told(1000, 59000, 1),
    "extended": told(2000, 658000, 2),
    "overtaken": told(2000, 58000, 1),
    "paused": told(3000, 657000, 3, true),
    "still paused": told(90000, 657000, 3, true),
    "resumed": told(95000, 657000, 4),
  };
}"""


def shown_seconds(page):
    minutes, seconds = page.locator(".clock__time").text_content().split(":")
    return 60 * int(minutes) + int(seconds)


def test_the_time_is_said_at_its_milestones_only(page, live, ada):
    an_exam(seconds=660)
    page.clock.install()
    # The page's minutes go by faster than the server's, which is not heard of it.
    deaf(page)
    page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator(".clock__time")).to_have_text(re.compile(r"^1\d:\d\d$"))
    said = page.locator(".room-say")

    page.clock.run_for(1000 * (shown_seconds(page) - 605))
    expect(said).to_have_text("")
    page.clock.run_for(6000)
    expect(said).to_have_text("10 minutes left")
    page.clock.run_for(60_000)
    expect(said).to_have_text("")
    timer = page.get_by_role("timer")
    expect(timer).to_have_attribute("aria-live", "off")


def test_a_pause_covers_the_paper_and_the_clock_stands(room):
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text(SAVED)
    paused()
    looked(room)

    expect(room.get_by_role("heading", name="The exam is paused")).to_be_visible()
    expect(room.locator("#q1")).to_be_hidden()
    shown = room.locator(".clock__time").text_content()
    room.wait_for_timeout(1500)
    assert room.locator(".clock__time").text_content() == shown

    resumed()
    looked(room)

    expect(room.locator("#q1")).to_be_visible()
    expect(room.locator(".room-say")).to_contain_text("The exam goes on.")
    option(room, 1, "B").click()
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "B"}


def test_an_answer_into_a_pause_waits_for_its_end(room):
    deaf(room)
    paused()
    option(room, 1, "A").click()
    hearing(room)

    expect(room.get_by_role("heading", name="The exam is paused")).to_be_visible()
    assert held() == {}

    resumed()
    looked(room)
    expect(save_line(room)).to_have_text(SAVED)
    expect(choice(room, 1, "A")).to_be_checked()
    assert held() == {1: "A"}


def test_a_page_opened_in_a_pause_has_no_paper_until_it_ends(room):
    prompt = room.locator("#q1 .q-stem p").text_content()
    assert prompt in room.content()
    paused()
    room.reload()
    expect(room.get_by_role("heading", name="The exam is paused")).to_be_visible()
    assert prompt not in room.content()

    resumed()
    looked(room)

    expect(room.locator("#q1")).to_be_visible()


def test_a_replaced_question_comes_with_a_new_page_that_says_so(room):
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text(SAVED)
    with transaction():
        db.session.execute(update(Attempt).values(paper_version=2))

    looked(room)

    expect(room.locator(".room-say")).to_contain_text("A question of this exam was")
    expect(choice(room, 1, "A")).to_be_checked()


def test_an_attempt_that_ran_out_while_the_browser_was_closed_is_over(room, context):
    option(room, 1, "A").click()
    expect(save_line(room)).to_have_text(SAVED)
    address = room.url
    room.close()
    past = clock.now() - timedelta(minutes=5)
    with transaction():
        db.session.execute(
            update(Attempt).values(
                started_at=past - timedelta(hours=1), deadline_at=past, closes_at=past
            )
        )

    again = context.new_page()
    again.goto(address)

    again.wait_for_url("**/result")
    expect(again.locator("main")).to_contain_text("The time ran out")
    assert attempt().finished_at == past


def test_at_zero_the_saved_answers_are_handed_in(page, live, ada):
    an_exam(seconds=5)
    page.goto(f"{live}/attempts/{started(ada).id}")
    option(page, 1, "A").click()

    page.wait_for_url("**/result", timeout=SLOW)

    expect(page.locator("main")).to_contain_text("The time ran out")
    assert attempt().cause == "time_up"


def test_at_zero_the_server_may_give_more_time(page, live, ada):
    an_exam(seconds=8)
    page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator(".clock__time")).to_have_text(re.compile(r"^00:0\d"))
    given(3600)

    expect(page.locator(".clock__time")).to_have_text(
        re.compile(r"^(1:00|59):\d\d"), timeout=SLOW
    )
    option(page, 1, "A").click()
    expect(save_line(page)).to_have_text(SAVED)


def test_the_page_listens_to_its_bell_and_asks_when_it_rings_differently(
    room, live_app
):
    asked = []
    room.on("response", lambda answer: asked.append((answer.status, answer.url)))
    room.clock.install()
    room.reload()
    expect(room.locator(".clock__time")).to_be_visible()

    def silence():
        asked.clear()
        with room.expect_response("**/bells/**"):
            room.clock.run_for(16_000)
        room.wait_for_timeout(200)
        return sum(url.endswith("/state") for _, url in asked)

    assert silence() == 1  # nobody has read how the attempt stands yet
    ring(live_app.extensions["bells"])
    assert silence() == 1  # the first mark: how did it stand before?
    assert [silence(), silence()] == [0, 0]

    given(600)
    ring(live_app.extensions["bells"])

    assert silence() == 1
    # More than ten: this page's minutes went by faster than the server's.
    said = room.locator(".room-say")
    expect(said).to_have_text(re.compile(r"You were given 1\d minutes more\."))
