"""The pages of banks, drafts and reviews, as a browser meets them."""

import re

import pytest
from sqlalchemy import select

from lms.accounts.rules.roles import Role
from lms.kernel.db import db
from question_banks.items.models import Question
from question_banks.review.models import Draft
from tests.people import a_person
from tests.question_banks.factories import (
    a_bank,
    a_content,
    a_draft,
    a_next_draft,
    a_question,
    a_reviewer,
    an_author,
    approved,
    sent,
)

NEW = {"en": "Which class is cheapest to keep?", "ru": "Какой класс дешевле хранить?"}
KEY = "Archive has the lowest price."


def fields(bank, **changed):
    """The editor's form, filled without findings."""
    typed = {
        "seen": "0",
        "begun_from": "0",
        "code": "F-9",
        "domain": str(bank.domains[0].id),
        "kind": "single",
        "difficulty": "2",
        "source": "",
        "prompt-en": "Why is the sky blue?",
        "prompt-ru": "Почему небо синее?",
        "options-0-en": "Air scatters blue light",
        "options-0-ru": "Воздух рассеивает синий свет",
        "options-0-right": "y",
        "options-1-en": "It mirrors the sea",
        "options-1-ru": "Оно отражает море",
        "options-2-en": "Ozone is a blue gas",
        "options-2-ru": "Озон — синий газ",
        "rationale-en": "Scattering",
        "rationale-ru": "Рассеяние",
    }
    return {**typed, **changed}


def doors(bank, draft):
    return [
        ("GET", "/questions"),
        ("GET", "/questions/foundations"),
        ("GET", "/questions/foundations/F-1"),
        ("GET", "/questions/foundations/F-1/versions/1"),
        ("GET", "/questions/foundations/F-1/retirement"),
        ("POST", "/questions/foundations/F-1/retirement"),
        ("GET", "/questions/foundations/drafts/new"),
        ("POST", "/questions/foundations/drafts"),
        ("POST", "/questions/foundations/F-1/drafts"),
        ("POST", "/questions/foundations/preview"),
        ("GET", f"/questions/drafts/{draft.id}"),
        ("POST", f"/questions/drafts/{draft.id}"),
        ("POST", f"/questions/drafts/{draft.id}/submission"),
        ("GET", "/reviews"),
        ("GET", f"/reviews/{draft.id}"),
        ("POST", f"/reviews/{draft.id}/approval"),
        ("POST", f"/reviews/{draft.id}/return"),
        ("GET", "/questions/foundations/import"),
        ("POST", "/questions/foundations/import"),
        ("GET", "/questions/foundations/export"),
        ("POST", "/questions/foundations/export"),
    ]


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.PARTNER_ADMIN, Role.ADMIN])
def test_questions_and_keys_are_closed_to_other_roles(visitor, role):
    bank, author = a_bank(), an_author()
    a_question(bank)
    draft = sent(a_draft(bank, author), author)
    visitor.sign_in(a_person("Curious", role))

    for method, path in doors(bank, draft):
        answer = visitor.get(path) if method == "GET" else visitor.post(path)
        assert (path, answer.status_code) == (path, 403)
        assert KEY not in answer.text


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.AUTHOR, "/reviews"),
        (Role.AUTHOR, "/questions/foundations/F-1/retirement"),
        (Role.REVIEWER, "/questions/foundations/drafts/new"),
        (Role.REVIEWER, "/questions/foundations/export"),
    ],
)
def test_authors_do_not_decide_and_reviewers_do_not_write(visitor, role, path):
    a_question(a_bank())
    visitor.sign_in(a_person("Curious", role))

    assert visitor.get(path).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_banks_takes_seven_queries_for_any_number(visitor, queries, number):
    for n in range(number):
        a_question(a_bank(f"bank-{n}"))
    visitor.sign_in(an_author())
    visitor.get("/questions")
    queries.clear()

    page = visitor.get("/questions")

    assert page.text.count("/questions/bank-") == number * 3
    assert len(queries) == 7


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_questions_takes_the_same_queries_for_any_number(
    visitor, queries, number
):
    bank = a_bank()
    for n in range(number):
        a_question(bank, f"F-{n}")
    visitor.sign_in(an_author())
    visitor.get("/questions/foundations")
    queries.clear()

    page = visitor.get("/questions/foundations")

    assert len(re.findall(r"/questions/foundations/F-\d", page.text)) == number
    assert len(queries) == 8


@pytest.mark.parametrize("words", ["небо", "Небо", "SKY", "f-2"])
def test_search_finds_words_in_both_languages_and_codes(visitor, words):
    bank = a_bank()
    sky = {"en": "Why is the sky blue?", "ru": "Почему небо синее?"}
    a_question(bank, "F-1")
    a_question(bank, "F-2", content=a_content(prompt=sky))
    visitor.sign_in(an_author())

    page = visitor.get(f"/questions/foundations?q={words}")

    assert re.findall(r"/questions/foundations/(F-\d)", page.text) == ["F-2"]


def test_a_percent_sign_is_searched_for_and_not_a_wildcard(visitor):
    a_question(a_bank(), "F-1")
    visitor.sign_in(an_author())

    assert "Nothing fits" in visitor.get("/questions/foundations?q=%25").text


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("domain=storage", ["F-2"]),
        ("difficulty=3", ["F-3"]),
        ("kind=multiple", []),
        ("state=retired", []),
        ("domain=nowhere", []),
        ("difficulty=x&kind=", ["F-1", "F-2", "F-3"]),
    ],
)
def test_filters_narrow_the_list(visitor, filters, found):
    bank = a_bank()
    a_question(bank, "F-1")
    a_question(bank, "F-2", domain_id=bank.domains[1].id)
    a_question(bank, "F-3", difficulty=3)
    visitor.sign_in(an_author())

    page = visitor.get(f"/questions/foundations?{filters}")

    assert re.findall(r"/questions/foundations/(F-\d)", page.text) == found


def test_a_version_page_shows_what_changed_since_the_one_before(visitor):
    question, author = a_question(a_bank()), an_author()
    draft = a_next_draft(question, author, content=a_content(prompt=NEW))
    approved(sent(draft, author), a_reviewer())
    visitor.sign_in(author)

    page = visitor.get("/questions/foundations/F-1/versions/2")

    assert "<ins>" in page.text
    assert "Oleg Reviewer" in page.text
    assert visitor.get("/questions/foundations/F-1/versions/3").status_code == 404


def test_a_saved_draft_keeps_the_russian_text(visitor):
    bank = a_bank()
    visitor.sign_in(an_author())

    answer = visitor.post("/questions/foundations/drafts", fields(bank))

    draft = db.session.scalars(select(Draft)).one()
    assert answer.location == f"/questions/drafts/{draft.id}"
    assert draft.content["prompt"]["ru"] == "Почему небо синее?"
    assert [o["right"] for o in draft.content["options"]] == [True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [{"code": ""}, {"code": "F 9"}, {"domain": "99"}, {"prompt-en": "x" * 6001}],
)
def test_a_form_that_does_not_fit_keeps_everything_typed(visitor, wrong):
    bank = a_bank()
    visitor.sign_in(an_author())

    page = visitor.post("/questions/foundations/drafts", fields(bank, **wrong))

    assert page.status_code == 422
    assert "Воздух рассеивает синий свет" in page.text
    assert db.session.scalars(select(Draft)).all() == []


def test_a_taken_code_keeps_everything_typed(visitor):
    bank = a_bank()
    a_question(bank, "F-9")
    visitor.sign_in(an_author())

    page = visitor.post("/questions/foundations/drafts", fields(bank))

    assert page.status_code == 422
    assert "F-9 is the code of another question." in page.text
    assert "Воздух рассеивает синий свет" in page.text


def test_a_stale_save_shows_both_texts_and_saves_on_the_second_wish(visitor):
    bank, author = a_bank(), an_author()
    draft = a_draft(bank, author)
    visitor.sign_in(author)
    address = f"/questions/drafts/{draft.id}"
    first = fields(bank, seen="1", **{"prompt-ru": "Сохранено раньше"})
    assert visitor.post(address, first).status_code == 302

    page = visitor.post(address, fields(bank, seen="1"))

    assert page.status_code == 409
    assert ("раньше" in page.text, "Почему небо синее?" in page.text) == (True, True)
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page.text)[1]
    assert visitor.post(address, fields(bank, seen=seen)).status_code == 302
    db.session.refresh(draft)
    assert draft.content["prompt"]["ru"] == "Почему небо синее?"


def test_a_save_after_sending_keeps_everything_typed(visitor):
    bank, author = a_bank(), an_author()
    draft = sent(a_draft(bank, author), author)
    visitor.sign_in(author)

    page = visitor.post(f"/questions/drafts/{draft.id}", fields(bank, seen="2"))

    assert page.status_code == 409
    assert "Воздух рассеивает синий свет" in page.text


@pytest.mark.parametrize(
    ("change", "left"), [("add", 4), ("remove-1", 2), ("remove-9", 3), ("nonsense", 3)]
)
def test_options_come_and_go_without_losing_or_saving_anything(visitor, change, left):
    bank = a_bank()
    visitor.sign_in(an_author())

    page = visitor.post("/questions/foundations/drafts", fields(bank, change=change))

    assert page.text.count("data-option>") == left
    assert "Почему небо синее?" in page.text
    assert db.session.scalars(select(Draft)).all() == []


def test_the_preview_shows_findings_and_makes_html_harmless(visitor):
    bank = a_bank()
    visitor.sign_in(an_author())
    typed = {"prompt-en": "**Why** <script>alert(1)</script>", "options-0-right": ""}

    page = visitor.post("/questions/foundations/preview", fields(bank, **typed))

    assert "<strong>Why</strong> &lt;script&gt;" in page.text
    assert "No option is marked as right" in page.text


def test_a_draft_that_is_not_ready_is_saved_but_not_sent(visitor):
    bank, author = a_bank(), an_author()
    draft = a_draft(bank, author)
    visitor.sign_in(author)
    typed = fields(bank, seen="1", **{"options-2-en": "None of the above"})

    page = visitor.post(f"/questions/drafts/{draft.id}/submission", typed)

    db.session.refresh(draft)
    assert (page.status_code, draft.state) == (409, "writing")
    assert draft.content["options"][2]["text"]["en"] == "None of the above"


def test_a_draft_goes_from_the_editor_through_review_to_the_bank(visitor):
    bank, author, reviewer = a_bank(), an_author(), a_reviewer()
    visitor.sign_in(author)
    visitor.post("/questions/foundations/drafts", fields(bank))
    draft = db.session.scalars(select(Draft)).one()
    visitor.post(f"/questions/drafts/{draft.id}/submission", fields(bank, seen="1"))
    visitor.sign_in(reviewer)
    page = visitor.get(f"/reviews/{draft.id}")
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]

    answer = visitor.post(f"/reviews/{draft.id}/approval", {"seen": seen})

    assert answer.location == "/questions/foundations/F-9"
    assert db.session.scalars(select(Question.code)).all() == ["F-9"]


def test_a_reviewer_finds_no_decision_on_their_own_draft(visitor):
    both = an_author("Both Roles", Role.REVIEWER)
    draft = sent(a_draft(a_bank(), both), both)
    visitor.sign_in(both)

    page = visitor.get(f"/reviews/{draft.id}")
    answer = visitor.post(f"/reviews/{draft.id}/approval", {"seen": draft.version})

    assert "Approve and publish" not in page.text
    assert answer.status_code == 409
    assert db.session.scalars(select(Question)).all() == []


def test_a_draft_is_not_returned_without_a_note(visitor):
    author = an_author()
    draft = sent(a_draft(a_bank(), author), author)
    visitor.sign_in(a_reviewer())

    page = visitor.post(f"/reviews/{draft.id}/return", {"seen": draft.version})

    db.session.refresh(draft)
    assert (page.status_code, draft.state) == (422, "review")


def test_somebody_elses_draft_is_read_but_not_written(visitor):
    draft = a_draft(a_bank(), an_author())
    visitor.sign_in(an_author("Another Author"))

    page = visitor.get(f"/questions/drafts/{draft.id}")

    assert "Irina Melnikova writes this draft" in page.text
    assert "<textarea" not in page.text


def test_retiring_needs_a_reason_and_takes_the_question_out(visitor):
    question = a_question(a_bank())
    visitor.sign_in(a_reviewer())
    address = "/questions/foundations/F-1/retirement"

    assert visitor.post(address, {"reason": " "}).status_code == 422
    assert visitor.post(address, {"reason": "Renamed"}).status_code == 302

    db.session.refresh(question)
    assert question.retired_at is not None


def test_a_number_no_draft_can_have_counts_as_not_seen(visitor):
    author = an_author()
    draft_id = a_draft(a_bank(), author).id
    visitor.sign_in(author)

    answer = visitor.post(f"/questions/drafts/{draft_id}/removal", {"seen": "9" * 5000})

    assert answer.status_code == 409
