"""How much a candidate on a slow line has to wait for."""

import random

import pytest
import yaml
from playwright.sync_api import expect

from lms.config import ROOT
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items.models import Domain, Question
from tests.exams.an_exam import a_question, an_exam, started

pytestmark = pytest.mark.browser

QUESTIONS = 75
MOST_BYTES = 80_000


def shipped():
    """Questions of the shipped banks, as many as a long exam has."""
    files = sorted((ROOT / "lms/library/nimbus/banks").rglob("*.yaml"))
    found = [
        question
        for file in files
        for question in (yaml.safe_load(file.read_text()) or {}).get("questions", [])
        if question["kind"] in ("single", "multiple")
    ]
    return random.Random(1).sample(found, QUESTIONS)


@pytest.fixture
def a_long_exam(live_app, ada):
    an_exam(blueprint={"core": QUESTIONS})
    with transaction():
        domain = db.session.query(Domain).one()
        for old in db.session.query(Question):
            old.retired_at = clock.now()
        for n, question in enumerate(shipped()):
            options = [
                {"id": letter, "text": {"en": text["en"], "ru": text["ru"]}}
                for letter, text in zip("abcdefghij", question["options"], strict=False)
            ]
            a_question(
                domain.bank,
                domain,
                f"long-{n}",
                kind=question["kind"],
                prompt=question["prompt"],
                options=options,
            )
    return started(ada)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_first_visit_to_a_long_exam_is_small(page, live, ada, a_long_exam, language):
    with transaction():
        ada.language = language
        db.session.merge(ada)
    files = {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.on(
        "Network.responseReceived",
        lambda event: files.update({event["requestId"]: [event["response"]["url"], 0]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda event: files[event["requestId"]].__setitem__(
            1, int(event["encodedDataLength"])
        ),
    )

    page.goto(f"{live}/attempts/{a_long_exam.id}")
    expect(page.locator("#q1 .choice").first).to_be_visible()
    page.wait_for_load_state("networkidle")

    loaded = {url.removeprefix(live): size for url, size in files.values()}
    print(*(f"{size:>7} {url}" for url, size in loaded.items()), sep="\n")
    assert sum(loaded.values()) <= MOST_BYTES, loaded
    assert len(loaded) <= 10, loaded


def test_going_through_the_questions_asks_for_nothing(page, live, a_long_exam):
    page.goto(f"{live}/attempts/{a_long_exam.id}")
    expect(page.locator("#q1 .choice").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request))

    for position in range(2, 30):
        page.keyboard.press("n")
        expect(page.locator(f"#q{position}")).to_be_visible()

    # Chromium asks for the tab's icon again whenever the address changes.
    by_the_room = [r.url for r in asked if "brand-mark" not in r.url]
    # Time goes on: the bell, and how things stand.
    watched = ("/state", "/bells/")
    assert [u for u in by_the_room if not any(part in u for part in watched)] == []
