"""Every state of the room as axe sees it: by day and by night, on desk and phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from exams.sittings import deadlines
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from tests.exams.an_exam import started
from tests.journeys.every_kind import every_kind
from tests.journeys.rooms import SAVED, blocked, go_to, looked, save_line, unblocked

pytestmark = pytest.mark.browser

SCREENS = [("light", 1280), ("dark", 390)]


@pytest.fixture(params=SCREENS, ids=lambda screen: f"{screen[0]}-{screen[1]}")
def screen(request, page):
    scheme, width = request.param
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    return width


@pytest.fixture
def spotless(page, screen):
    """Call it in any state of the page: axe finds nothing, and nothing overflows."""

    def look(state):
        height = page.evaluate("document.documentElement.scrollHeight")
        # As tall as the page: sticky parts would cover what axe looks at.
        page.set_viewport_size({"width": screen, "height": max(800, height)})
        found = Axe().run(page).response["violations"]
        faults = [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": screen, "height": 800})
        assert (state, faults, wide) == (state, [], screen)

    return look


@pytest.fixture
def every_room(page, live, ada, screen):
    every_kind(calculator=True)
    page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator(".question:not([hidden])")).to_be_attached()
    return page


def test_every_kind_of_question_has_no_fault(every_room, spotless):
    for question in every_room.locator(".question").all():
        go_to(every_room, int(question.get_attribute("data-position")))
        if every_room.locator(".room-body[data-side=case]").is_visible():
            spotless("case study")
            turn = every_room.get_by_role("button", name="Question")
            if turn.is_visible():
                turn.click()
        spotless(question.get_attribute("data-kind"))


def test_no_question_begins_under_the_bar(every_room, screen):
    every_room.set_viewport_size({"width": screen, "height": 500})
    for size in "123":
        every_room.evaluate(
            "size => (document.documentElement.dataset.text = size)", size
        )
        for question in every_room.locator(".question").all():
            go_to(every_room, int(question.get_attribute("data-position")))
            every_room.wait_for_timeout(100)
            head = every_room.locator("main h2:visible, .room-case h2:visible").first
            bar = every_room.locator(".room-bar").bounding_box()
            assert head.bounding_box()["y"] >= bar["y"] + bar["height"]


def test_every_tool_has_no_fault(every_room, spotless):
    every_room.keyboard.press("w")
    spotless("note")
    every_room.locator("h2:visible").first.click()
    every_room.keyboard.press("k")
    spotless("calculator")
    every_room.keyboard.press("Escape")
    every_room.locator("[data-deed=view]").first.click()
    spotless("view")
    every_room.get_by_label("High contrast").check()
    every_room.get_by_label("Very large").check()
    spotless("view, large, high contrast")
    every_room.get_by_role("button", name="Back to the exam").click()
    spotless("large, high contrast")
    every_room.keyboard.press("?")
    spotless("help")


def test_reading_offline_signed_out_and_paused_have_no_fault(
    every_room, spotless, context
):
    page = every_room
    page.on("dialog", lambda dialog: dialog.accept())
    blocked(page)
    go_to(page, position_of(page, "single"))
    page.locator(".question:not([hidden]) .choice label").first.click()
    expect(page.locator("[data-banner=offline]")).to_be_visible()
    spotless("offline")
    unblocked(page)
    expect(save_line(page)).to_have_text(SAVED)
    spotless("saved")

    cookies = context.cookies()
    context.clear_cookies()
    looked(page)
    expect(page.get_by_role("dialog")).to_contain_text("Sign in again")
    spotless("sign in")
    page.get_by_role("button", name="Later").click()
    spotless("signed out")
    context.add_cookies(cookies)
    looked(page)
    expect(page.locator("[data-banner=signed-out]")).to_be_hidden()

    with transaction():
        deadlines.pause([1], "", by=SYSTEM, now=clock.now())
    looked(page)
    expect(page.locator("#paused")).to_be_visible()
    spotless("paused")
    with transaction():
        deadlines.resume([1], "", by=SYSTEM, now=clock.now())
    looked(page)
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    spotless("elsewhere")
    page.get_by_role("button", name="Only read here").click()
    spotless("reading")


def test_review_and_hand_in_have_no_fault(every_room, spotless):
    go_to(every_room, position_of(every_room, "text"))
    answer = every_room.locator(".question:not([hidden]) .answer input")
    answer.fill("dead-letter queue " * 5)
    go_to(every_room, "review")
    expect(every_room.locator("#all-answers tr")).to_have_count(11)
    spotless("review")
    every_room.get_by_role("button", name="Hand in the exam").click()
    expect(every_room.get_by_role("dialog")).to_be_visible()
    spotless("hand in")


def test_the_map_of_a_phone_and_a_list_have_no_fault(page, live, ada, spotless):
    every_kind(layout="list")
    page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator("#q1")).to_be_visible()
    spotless("list")
    page.evaluate("location.hash = 'map'")
    spotless("map")


def position_of(page, kind):
    found = page.locator(f".question[data-kind={kind}][data-exhibit='']")
    return int(found.get_attribute("data-position"))
