"""Questions of every kind: answered, saved, shown again, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from exams.marking.models import ScoreRun
from lms.kernel.db import db
from tests.exams.an_exam import started
from tests.journeys.every_kind import QUESTIONS, every_kind
from tests.journeys.rooms import SAVED, go_to, held_by_kind, save_line

pytestmark = pytest.mark.browser

RIGHT = {
    "single": ["a"],
    "true_false": ["b"],
    "multiple": ["a", "c"],
    "matching": {"s1": "a", "s2": "b"},
    "ordering": ["a", "b", "c"],
    "numeric": "12,5",
    "text": "dead-letter queue",
    "cloze": {"g1": "g1a", "g2": "g2a"},
    "hotspot": {"x": 220, "y": 250},
}


@pytest.fixture
def every_room(page, live, ada):
    every_kind()
    page.goto(f"{live}/attempts/{started(ada).id}")
    expect(page.locator(".question:not([hidden])")).to_be_visible()
    return page


def question(page, kind):
    """Go to the question of this kind (of two, the one without a case)."""
    found = page.locator(f".question[data-kind={kind}][data-exhibit='']")
    go_to(page, int(found.get_attribute("data-position")))
    return found


def labels(kind, number=None):
    """The words of what is right, as shown on the page."""
    asked = next(q for q in QUESTIONS.values() if q["kind"] == kind)
    return [option["text"]["en"] for option in asked["options"]][:number]


def answer_rightly(page):
    """Answer each kind as its key says, with the mouse."""
    for kind, text in [
        ("single", "Move the data to regional volumes"),
        ("true_false", "False"),
        ("multiple", "Buckets"),
        ("multiple", "Balancers"),
    ]:
        question(page, kind).locator(".choice label", has_text=text).click()
    matching = question(page, "matching")
    matching.get_by_label("Nightly exports").select_option(label="Object storage")
    matching.get_by_label("Orders and stock").select_option(label="Managed database")
    cloze = question(page, "cloze")
    cloze.get_by_label("Gap 1").select_option(label="region")
    cloze.get_by_label("Gap 2").select_option(label="two zones")
    put_in_order(question(page, "ordering"))
    question(page, "numeric").get_by_label("Your answer").fill("12,5")
    question(page, "text").get_by_label("Your answer").fill("dead-letter queue")
    image = question(page, "hotspot").locator(".spot__field")
    box = image.bounding_box()
    image.click(position={"x": box["width"] * 0.22, "y": box["height"] * 0.25})


def put_in_order(asked):
    for place, text in enumerate(labels("ordering")):
        item = asked.locator("li", has_text=text)
        for _ in range(3):
            if asked.locator("li").nth(place).get_attribute("data-name") == text:
                break
            item.get_by_role("button", name="Move up").click()
    if asked.get_by_role("button", name="This order is my answer").is_visible():
        asked.get_by_role("button", name="This order is my answer").click()


def near(point):
    return {axis: pytest.approx(place, abs=4) for axis, place in point.items()}


def test_every_kind_is_saved_and_shown_again(every_room):
    answer_rightly(every_room)
    expect(every_room.locator("[data-count=waiting]")).to_have_text("0")
    expect(save_line(every_room)).to_have_text(SAVED)
    assert held_by_kind() == {**RIGHT, "hotspot": near(RIGHT["hotspot"])}

    every_room.reload()

    expect(every_room.locator("[data-count=answered]")).to_have_text("9")
    cloze = question(every_room, "cloze")
    expect(cloze.get_by_label("Gap 2").locator("option:checked")).to_have_text(
        "two zones"
    )
    expect(question(every_room, "ordering").locator(".order__text")).to_have_text(
        labels("ordering")
    )
    expect(question(every_room, "hotspot").locator(".spot__mark")).to_be_visible()


def test_the_review_names_what_the_server_holds_of_every_kind(every_room):
    answer_rightly(every_room)
    go_to(every_room, "review")

    rows = every_room.locator("#all-answers tr")
    expect(rows).to_have_count(len(QUESTIONS))
    table = every_room.locator("#all-answers")
    for words in [
        "Nightly exports → Object storage",
        "1. Copy the data; 2. Stop the writers; 3. Switch the addresses",
        "12,5",
        "dead-letter queue",
        "1 → region; 2 → two zones",
        "Marked: 22 % from the left, 25 % from the top.",
    ]:
        expect(table).to_contain_text(words)
    times = table.locator("[data-field=time]", has_text=re.compile(r"\d\d:\d\d:\d\d"))
    expect(times).to_have_count(9)


def test_an_order_is_no_answer_until_it_is_said_to_be_one(every_room):
    ordering = question(every_room, "ordering")
    expect(ordering).to_contain_text("Not answered yet.")
    ordering.get_by_role("button", name="This order is my answer").click()
    expect(save_line(every_room)).to_have_text(SAVED)
    assert len(held_by_kind()["ordering"]) == 3

    ordering.get_by_role("button", name="Take the answer back").click()

    expect(ordering).to_contain_text("Not answered yet.")
    expect(save_line(every_room)).to_have_text(SAVED)
    assert held_by_kind()["ordering"] == []


def test_items_of_an_order_can_be_dragged(every_room):
    items = question(every_room, "ordering").locator("li")
    first = items.nth(0).get_attribute("data-name")
    grip, last = items.nth(0).locator(".order__grip"), items.nth(2)
    start, end = grip.bounding_box(), last.bounding_box()
    every_room.mouse.move(start["x"] + 10, start["y"] + 20)
    every_room.mouse.down()
    every_room.mouse.move(end["x"] + 10, end["y"] + end["height"] / 2, steps=8)
    every_room.mouse.up()

    expect(items.nth(2)).to_have_attribute("data-name", first)
    expect(save_line(every_room)).to_have_text(SAVED)
    assert len(held_by_kind()["ordering"]) == 3


def test_a_mark_is_taken_away_again(every_room):
    hotspot = question(every_room, "hotspot")
    hotspot.locator(".spot__field").focus()
    every_room.keyboard.press("ArrowRight")
    expect(hotspot).to_contain_text("Marked: 50 % from the left, 50 % from the top.")
    every_room.keyboard.press("Shift+ArrowUp")
    expect(hotspot).to_contain_text("Marked: 50 % from the left, 45 % from the top.")
    expect(save_line(every_room)).to_have_text(SAVED)
    assert held_by_kind() == {"hotspot": {"x": 500, "y": 450}}

    every_room.keyboard.press("Delete")

    expect(hotspot).to_contain_text("Nothing is marked yet.")
    expect(save_line(every_room)).to_have_text(SAVED)
    assert held_by_kind() == {"hotspot": {}}


def test_pictures_are_there_when_the_line_is_not(every_room, context):
    picture = every_room.locator(".spot__field img")
    # Papers are drawn: the first question may be the one with the picture.
    question(every_room, "single")
    expect(picture).to_be_hidden()
    every_room.wait_for_load_state("networkidle")
    context.set_offline(True)
    question(every_room, "hotspot")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 900


def test_what_is_no_number_is_kept_and_said(every_room):
    field = question(every_room, "numeric").get_by_label("Your answer")
    field.fill("twelve")
    every_room.keyboard.press("Tab")

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(every_room.get_by_text("This is not a number")).to_be_visible()
    expect(save_line(every_room)).to_have_text(SAVED)
    assert held_by_kind() == {"numeric": "twelve"}


def test_what_an_answer_earns_is_said_beforehand(every_room):
    expect(question(every_room, "multiple")).to_contain_text(
        "each right choice counts, each wrong one takes one off"
    )
    expect(question(every_room, "multiple")).to_contain_text("2 points")
    expect(question(every_room, "ordering")).to_contain_text("only if everything")


def test_a_case_study_stands_beside_its_questions_and_nowhere_else(every_room):
    case = every_room.locator(".room-case")
    question(every_room, "single")
    expect(case).to_be_hidden()
    asked = every_room.locator(".question[data-exhibit='1']")
    positions = [int(q.get_attribute("data-position")) for q in asked.all()]
    assert positions == [positions[0], positions[0] + 1]

    for position in positions:
        go_to(every_room, position)
        expect(case).to_be_visible()
        expect(case).to_contain_text("Halden Freight keeps its order system")


def test_on_a_phone_one_turns_between_case_and_question(every_room):
    question(every_room, "single")
    every_room.set_viewport_size({"width": 390, "height": 800})
    asked = every_room.locator(".question[data-exhibit='1']").first
    go_to(every_room, int(asked.get_attribute("data-position")))
    expect(every_room.locator(".room-case h2")).to_be_focused()
    expect(asked.locator(".q-stem")).to_be_hidden()

    every_room.get_by_role("button", name=re.compile("^Question")).click()

    expect(asked.locator(".q-stem")).to_be_visible()
    expect(every_room.locator(".room-case")).to_be_hidden()
    expect(every_room.get_by_role("navigation", name="Case study")).to_be_visible()


def test_a_whole_exam_of_every_kind_by_keyboard_alone(every_room):
    page, pressed = every_room, 0
    page.mouse.move(0, 0)
    for position in range(1, len(QUESTIONS) + 1):
        asked = page.locator(f"#q{position}")
        expect(asked).to_be_visible()
        pressed += answer_by_keyboard(page, asked)
        pressed += tab_to(page, page.get_by_role("link", name="Next"))
        page.keyboard.press("Enter")
    expect(page.locator("#all-answers tr")).to_have_count(len(QUESTIONS))
    expect(page.locator("[data-held=open]")).to_have_text("0")
    tab_to(page, page.get_by_role("button", name="Hand in the exam"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Hand in now"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/result")
    db.session.rollback()
    assert db.session.query(ScoreRun).count() == 1
    # Seven or eight stops a question: crossing out and the map cost none.
    assert pressed <= 8 * len(QUESTIONS)


def answer_by_keyboard(page, asked):
    kind = asked.get_attribute("data-kind")
    if kind in ("single", "true_false", "multiple"):
        page.keyboard.press("a")
        return 0
    if kind in ("matching", "cloze"):
        selects = asked.locator("select").all()
        return sum(choose_first(page, select) for select in selects)
    if kind == "ordering":
        presses = tab_to(page, asked.get_by_role("button", name="Move up").nth(1))
        page.keyboard.press("Alt+ArrowUp")
        return presses
    if kind == "hotspot":
        presses = tab_to(page, asked.locator(".spot__field"))
        page.keyboard.press("ArrowLeft")
        return presses
    presses = tab_to(page, asked.get_by_label("Your answer"))
    page.keyboard.type("12")
    return presses


def choose_first(page, select):
    presses = tab_to(page, select)
    page.keyboard.press("ArrowDown")
    expect(select).not_to_have_value("")
    return presses


def tab_to(page, target):
    """Press Tab until it has the focus; how often that was."""
    for presses in range(1, 60):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return presses
    raise AssertionError(f"the tab key does not reach {target}")
