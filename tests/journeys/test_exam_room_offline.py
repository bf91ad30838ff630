"""Nothing that was answered is lost: not to a line, a reload or a crash."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select

from exams.sittings import closing
from exams.sittings.models import Answer
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.exams.an_exam import started
from tests.journeys.every_kind import every_kind
from tests.journeys.rooms import (
    SAVED,
    WAITING,
    blocked,
    choice,
    evaluated,
    go_to,
    held,
    held_by_kind,
    option,
    save_line,
    unblocked,
    unsent,
)
from tests.people import actor

pytestmark = pytest.mark.browser

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def text_room(page, live, ada):
    """A room at the question that is answered in words."""
    every_kind()
    page.goto(f"{live}/attempts/{started(ada).id}")
    question = page.locator(".question[data-kind=text]")
    go_to(page, int(question.get_attribute("data-position")))
    return page


def answer_field(page):
    return page.locator(".question[data-kind=text] .answer input")


def test_answers_given_offline_are_sent_when_the_line_is_back(room, context):
    context.set_offline(True)
    for position in (1, 2, 3):
        go_to(room, position)
        option(room, position, "A").click()
    expect(save_line(room)).to_have_text("3 answers waiting, reconnecting")
    expect(room.get_by_role("alert")).to_contain_text("No connection to our server")
    assert held() == {}

    context.set_offline(False)

    expect(save_line(room)).to_have_text(SAVED)
    expect(room.locator("[data-banner=offline]")).to_be_hidden()
    assert held() == {1: "A", 2: "A", 3: "A"}


def test_an_unsaved_answer_outlives_a_reload_and_is_not_called_saved(room):
    room.on("dialog", lambda dialog: dialog.accept())
    blocked(room)
    option(room, 1, "A").click()
    option(room, 1, "B").click()
    expect(save_line(room)).to_have_text(WAITING)

    room.reload()

    expect(choice(room, 1, "B")).to_be_checked()
    expect(save_line(room)).to_have_text(WAITING)
    unblocked(room)
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "B"}


def test_a_reload_without_any_connection_loses_nothing(room, context):
    room.on("dialog", lambda dialog: dialog.accept())
    address = room.url
    context.set_offline(True)
    option(room, 1, "D").click()
    expect(save_line(room)).to_have_text(WAITING)
    with pytest.raises(Error):
        room.reload()

    context.set_offline(False)
    room.goto(address)

    expect(choice(room, 1, "D")).to_be_checked()
    expect(save_line(room)).to_have_text(SAVED)
    assert held() == {1: "D"}


def test_a_tab_that_dies_a_second_after_typing_has_lost_nothing(text_room, context):
    blocked(text_room)
    answer_field(text_room).press_sequentially("dead-letter queue")
    text_room.wait_for_timeout(1000)
    address = text_room.url
    text_room.on("crash", lambda _: None)
    with pytest.raises(Error):
        text_room.goto("chrome://crash")
    assert held_by_kind() == {}

    again = context.new_page()
    again.goto(address)

    expect(answer_field(again)).to_have_value("dead-letter queue")
    expect(save_line(again)).to_have_text(SAVED)
    assert held_by_kind() == {"text": "dead-letter queue"}


def test_typing_is_saved_when_it_rests_and_at_once_when_one_goes_on(text_room):
    answer_field(text_room).press_sequentially("dead", delay=30)
    expect(save_line(text_room)).to_have_text("Saving…")
    expect(save_line(text_room)).to_have_text(SAVED)
    assert held_by_kind() == {"text": "dead"}
    assert db.session.scalar(select(Answer.revision)) == 1

    with text_room.expect_response("**/answers/*", timeout=700):
        answer_field(text_room).press_sequentially(" letter")
        text_room.keyboard.press("Tab")


def test_leaving_the_page_sends_what_was_typed(text_room):
    # No timer runs: nothing is sent for having rested.
    text_room.clock.install(time=NOON)
    text_room.clock.pause_at(NOON + timedelta(seconds=1))
    with text_room.expect_response("**/answers/*"):
        answer_field(text_room).press_sequentially("queue")
        text_room.evaluate("dispatchEvent(new Event('pagehide'))")
    assert held_by_kind() == {"text": "queue"}


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


def test_an_answer_changed_before_the_receipt_came_builds_on_the_first(room):
    tries = []

    def lose_the_first(route):
        tries.append(json.loads(route.request.post_data))
        if len(tries) == 1:
            route.fetch()
            option(room, 1, "B").click()
            route.abort()
        else:
            route.continue_()

    room.route("**/answers/*", lose_the_first)
    option(room, 1, "A").click()

    expect(save_line(room)).to_have_text(SAVED)
    expect(choice(room, 1, "B")).to_be_checked()
    expect(room.locator("#q1 .q-note")).to_be_hidden()
    assert held() == {1: "B"}
    first, again, second = tries
    assert first == again
    assert (second["op_id"] != first["op_id"], second["base_revision"]) == (True, 1)


def test_what_builds_on_an_answer_knows_it_before_a_crash_can_come(browser, live):
    kept = evaluated(browser, live, QUEUE)
    assert kept == [["B", 1]]


QUEUE = """async () => {
  const { Queue } = await import("/static/js/exam/queue.js");
  const rows = new Map();
  const change = async (put, drop) => {
    for (const op of put) rows.set(op.id, op);
    for (const { id } of drop) rows.delete(id);
  };
  const safe = { isKept: true, change, all: async () => [] };
  const queue = new Queue(Promise.resolve(safe));
  const first = queue.put("answer", 1, "A", 0);
  await queue.begin(first, 0);
  queue.put("answer", 1, "B", 0);
  queue.end(first, 1);
  await queue.written();
  return [...rows.values()].map(({ value, base }) => [value, base]);
}"""


def test_the_server_is_asked_again_when_it_said_and_not_sooner(room):
    tries = []

    def put_off(route):
        tries.append(json.loads(route.request.post_data)["op_id"])
        room.evaluate("window.tries = [...(window.tries ?? []), performance.now()]")
        if len(tries) == 1:
            route.fulfill(status=503, headers={"Retry-After": "2"}, body="{}")
        else:
            route.continue_()

    room.route("**/answers/*", put_off)
    option(room, 1, "A").click()

    expect(save_line(room)).to_have_text(SAVED)
    first, second = room.evaluate("window.tries")
    assert second - first >= 2000
    assert len(set(tries)) == 1


def test_a_browser_that_keeps_nothing_is_said_to_and_still_works(page, live, ada):
    page.add_init_script("indexedDB.open = () => { throw new Error('private') }")
    every_kind()
    page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator("[data-banner=not-kept]")).to_contain_text("keeps nothing")

    position = page.locator(".question[data-kind=true_false]").get_attribute(
        "data-position"
    )
    go_to(page, int(position))
    page.locator(f"#q{position} .choice label").first.click()

    expect(save_line(page)).to_have_text(SAVED)
    assert held_by_kind() == {"true_false": ["a"]}


def test_what_a_closed_attempt_left_here_goes_when_the_next_one_begins(room, live, ada):
    room.evaluate(LEFT, ["1", "77"])
    with transaction():
        closing.hand_in(1, by=actor(ada), now=clock.now())
    every_kind(key="second")

    room.goto(f"{live}/attempts/{started(ada, 'second').id}")

    # The other one is somebody else's, and perhaps still open: not ours to drop.
    expect(room.locator(".question:not([hidden])")).to_be_visible()
    for _ in range(100):
        if len(unsent(room)) == 1:
            break
        room.wait_for_timeout(50)
    assert [row["attempt"] for row in unsent(room)] == ["77"]


LEFT = """(attempts) => new Promise((go) => {
  const request = indexedDB.open("laurel");
  request.onsuccess = () => {
    const deal = request.result.transaction("unsent", "readwrite");
    for (const attempt of attempts) {
      const op = { id: "x", n: 1, kind: "answer", position: 1, value: ["old"] };
      deal.objectStore("unsent").put({ attempt, ...op });
    }
    deal.oncomplete = () => go();
  };
})"""


def test_a_picture_does_not_wait_for_the_pen(page, live, ada):
    every_kind()
    page.route("**/pen", lambda route: None)
    with page.expect_response("**/images/*") as picture:
        page.goto(f"{live}/attempts/{started(ada).id}")
    assert picture.value.ok


def test_a_picture_that_did_not_come_is_asked_for_again(page, live, ada):
    every_kind()
    page.route("**/images/*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(f"{live}/attempts/{started(ada).id}")
    page.unroute("**/images/*")
    picture = page.locator(".spot__field img")

    question = page.locator(".question[data-kind=hotspot]")
    with page.expect_response("**/images/*"):
        for position in (1, int(question.get_attribute("data-position"))):
            go_to(page, position)

    expect(picture).to_have_js_property("naturalWidth", 900)
