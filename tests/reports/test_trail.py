"""The audit trail and the letters, for those who may look."""

import csv
import io

import pytest

from lms.accounts.rules.roles import Role
from lms.config import Environment
from lms.kernel import audit, clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from lms.kernel.jobs import JOBS
from lms.reports.rules.trail import Change, blotted, cell, changes
from tests.accounts.letters import letters_to, link_in
from tests.people import PASSWORD, Visitor, a_person, actor


@pytest.fixture
def maria(app, visitor) -> Visitor:
    return visitor.sign_in(a_person("Maria Lindqvist", Role.ADMIN))


def a_deed(action: str, by=SYSTEM, **more) -> None:
    with transaction():
        audit.record(action, "bank", 7, by=by, now=clock.now(), **more)


def test_the_trail_shows_what_was_before_and_after(maria):
    a_deed("test.price.set", before={"price": "10"}, after={"price": ["<b>", 2]})

    page = maria.get("/audit?action=test.").text

    assert "test.price.set" in page
    assert "10</del>" in page
    assert "[&#34;&lt;b&gt;&#34;, 2]" in page


def test_the_trail_is_filtered_by_action_person_and_day(maria):
    ada = a_person()
    a_deed("test.one.done", by=actor(ada))
    a_deed("test.two.done")
    today = clock.now().date().isoformat()

    def found(query: str) -> list[bool]:
        page = maria.get(f"/audit?{query}").text
        return ["test.one.done" in page, "test.two.done" in page]

    assert found("action=test.one") == [True, False]
    assert found("action=TEST.&person=lovelace") == [True, False]
    assert found(f"action=test.&day={today}") == [True, True]
    assert found("action=test.&day=2001-01-01") == [False, False]
    assert found("action=test.&day=nonsense") == [True, True]


def test_the_newest_deed_stands_first_fifty_on_a_page(maria):
    for number in range(51):
        a_deed(f"test.deed.n{number:02}")

    first, second = (maria.get(f"/audit?action=test.&page={n}").text for n in (1, 2))

    assert first.index("test.deed.n50") < first.index("test.deed.n49")
    assert "test.deed.n00" not in first
    assert "test.deed.n00" in second


def test_the_sheet_holds_every_change_and_no_formula(maria):
    a_deed("test.name.set", before={"name": "x"}, after={"name": "=1+1", "n": 2})

    answer = maria.get("/audit.csv?action=test.")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = [(r["action"], r["name"], r["before"], r["after"]) for r in rows]
    assert told == [
        ("test.name.set", "name", "x", "'=1+1"),
        ("test.name.set", "n", "", "2"),
    ]
    assert answer.mimetype == "text/csv"


def test_a_letter_is_shown_with_its_link_at_a_desk(maria):
    ada = a_person(password=PASSWORD)
    JOBS["write_reset_letter"](ada.email, "en")
    letter = letters_to("ada.lovelace@example.com")[0]

    assert letter.subject in maria.get("/mail").text
    assert link_in(letter) in maria.get(f"/mail/{letter.id}").text


def test_in_production_nobody_reads_the_key_in_a_link(app, maria):
    ada = a_person(password=PASSWORD)
    JOBS["write_reset_letter"](ada.email, "en")
    letter = letters_to("ada.lovelace@example.com")[0]
    mail_id, token = letter.id, link_in(letter).removeprefix("/link/")
    assert token in maria.get(f"/mail/{mail_id}").text
    settings = app.config["SETTINGS"]
    production = settings.model_copy(update={"env": Environment.PRODUCTION})
    app.config["SETTINGS"] = production

    page = maria.get(f"/mail/{mail_id}").text

    assert "/link/••••••••" in page
    assert token not in page


def test_what_changed_is_told_value_by_value():
    assert changes({"a": 1, "b": "x"}, {"b": "y", "c": None}) == [
        Change("a", "1", None),
        Change("b", "x", "y"),
        Change("c", None, None),
    ]


def test_every_key_in_a_letter_is_blotted_out():
    text = "http://h/link/Ab_-9 and https://h/link/zz, but /links/one"

    assert (
        blotted(text)
        == "http://h/link/•••••••• and https://h/link/••••••••, but /links/one"
    )


@pytest.mark.parametrize("typed", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_formula_becomes_text(typed):
    assert cell(typed) == f"'{typed}"
