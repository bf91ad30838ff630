"""A name no font has: what its holder sees, and what the programme can do."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from certificates.documents import services
from certificates.documents.rules.reasons import Reason
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.db import db, transaction
from tests.certificates.conftest import a_certificate
from tests.factories import a_certification, a_programme
from tests.people import a_person

pytestmark = pytest.mark.browser

LOOKS = os.environ.get("LOOKS")
"""A folder for pictures of these pages, for people to look at."""


@pytest.fixture
def three(live_app):
    a_programme()
    held = []
    for number, (name, reason) in enumerate(
        (
            ("Baby \U0001fae8 Lovelace", Reason.LETTERS),
            ("Wilhelmina van der Westhuizen-Oosterhuis", Reason.TOO_MUCH),
            ("Ольга Иванова", Reason.NO_TIMESTAMP),
        )
    ):
        person = a_person(f"Person {number}")
        with transaction():
            db.session.get_one(Person, person.id).name = name
        made = a_certificate(
            person,
            a_certification(f"c{number}", "Cloud Architect"),
            at=clock.now(),
        )
        letters = "\U0001fae8" if reason is Reason.LETTERS else ""
        with transaction():
            services.hold(made.id, reason, letters, now=clock.now())
        held.append(made)
    return held


def shot(page: Page, name: str) -> None:
    if LOOKS:
        page.screenshot(path=Path(LOOKS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_list_is_read_on_any_screen(
    live, page, signed_in, faults, three, language, width, scheme
):
    manager = a_person("Pat Manager", Role.PROGRAMME_MANAGER)
    with transaction():
        db.session.get_one(Person, manager.id).language = language
    signed_in(manager)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)

    page.goto(f"{live}/certificates/issued/held")

    expect(page.locator("main h2")).to_have_count(3)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    shot(page, f"held-{language}-{width}-{scheme}")
    assert faults() == []


def test_a_manager_finds_it_from_the_list_and_tries_again(live, page, signed_in, three):
    signed_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    page.goto(f"{live}/certificates/issued")
    shot(page, "issued")

    page.get_by_role("link", name="3 cannot be printed").click()
    page.get_by_role("button", name=re.compile("Try again.*Baby")).click()

    expect(page.get_by_text("It is being printed again.")).to_be_visible()


def test_the_holder_is_not_left_waiting(live, page, signed_in, faults, three):
    signed_in(three[0].person)

    page.goto(f"{live}/certificates/{three[0].number}/pdf")

    expect(page.get_by_role("link", name="Public page")).to_be_visible()
    shot(page, "holder")
    assert faults() == []
