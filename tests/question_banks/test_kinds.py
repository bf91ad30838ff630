"""Authors see every kind of question whole, and nothing breaks on any of them."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from lms.accounts.rules.roles import Role
from lms.kernel import clock, storage
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from question_banks.interchange.rules.gift import parse
from question_banks.items import images, publishing
from question_banks.items.models import ExhibitVersion, Question, QuestionVersion
from question_banks.items.publishing import QuestionText
from question_banks.items.rules.differences import difference
from question_banks.items.rules.kinds import CHOICES, Kind
from question_banks.review import queries as drafts
from question_banks.review.errors import WrittenInFolder
from question_banks.review.rules.findings import findings
from question_banks.review.services import start_draft
from tests.people import a_person, actor
from tests.question_banks.factories import (
    a_bank,
    a_content,
    a_next_draft,
    a_reviewer,
    an_author,
    approved,
    sent,
)
from tests.question_banks.kinds import EXHIBIT, content, options, picture, publish
from tests.question_banks.kinds import published as a_question_of
from tests.question_banks.test_pages import fields

SHOWN = {
    Kind.SINGLE: ["one", "two", "three"],
    Kind.MULTIPLE: ["red", "grey", "2 points", "Points for parts"],
    Kind.TRUE_FALSE: ["True", "False"],
    Kind.ORDERING: ["first", "second", "third", "candidates see another one"],
    Kind.MATCHING: ["stem 1", "stem 3", "alpha", "spare", "3 points"],
    Kind.NUMERIC: ["9172635.5 ± 0.25 dollars"],
    Kind.TEXT: ["canary-accepted", "kanarek"],
    Kind.CLOZE: ["[[1]]", "left", "level", "A clinic moves", "<strong>two</strong>"],
    Kind.HOTSPOT: [
        *('<rect x="137" y="241"', '<circle cx="911"', 'points="501,503'),
        *(picture().name, "Three boxes", "A clinic moves"),
    ],
}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_question_of_any_kind_is_shown_with_its_key(visitor, kind):
    a_question_of(a_bank(), kind)
    visitor.sign_in(an_author())

    page = visitor.get(f"/questions/foundations/K-{kind.upper()}").text

    assert [said for said in SHOWN[kind] if said not in page] == []
    assert "canary-rationale" in page
    assert "по-русски" in page


def test_every_page_for_authors_bears_every_kind(visitor):
    bank = a_bank()
    for kind in Kind:
        question = a_question_of(bank, kind)
        with transaction():
            publish(question, replace(content(kind), source="2.2"), kind)
    visitor.sign_in(a_person("Nadia Haddad", Role.AUTHOR, Role.REVIEWER))

    pages = ["", "?kind=matching", "/export", "/import", "/drafts/new"]
    for code in (f"K-{kind.upper()}" for kind in Kind):
        pages += [f"/{code}", f"/{code}/versions/2", f"/{code}/retirement"]
    answers = {page: visitor.get(f"/questions/foundations{page}") for page in pages}

    assert {page: a.status_code for page, a in answers.items()} == dict.fromkeys(
        pages, 200
    )
    assert "K-MATCHING" in answers["?kind=matching"].text
    assert "K-CLOZE" not in answers["?kind=matching"].text


@pytest.mark.parametrize("kind", sorted(set(Kind) - CHOICES))
def test_a_kind_the_editor_lacks_is_written_in_the_folder(visitor, kind):
    question = a_question_of(a_bank(), kind)
    author = an_author()
    visitor.sign_in(author)
    page = visitor.get(f"/questions/foundations/{question.code}").text

    assert "written in the programme folder" in page
    assert "Write a new version" not in page
    with pytest.raises(WrittenInFolder), transaction():
        start_draft(question, by=actor(author), now=clock.now())
    answer = visitor.post(f"/questions/foundations/{question.code}/drafts")
    assert answer.status_code == 409


@pytest.mark.parametrize("kind", sorted(CHOICES))
def test_a_choice_can_be_written_anew_here(visitor, kind):
    question = a_question_of(a_bank(), kind)
    visitor.sign_in(an_author())

    answer = visitor.post(f"/questions/foundations/{question.code}/drafts")

    assert answer.status_code == 302
    assert visitor.get(answer.location).status_code == 200


def test_a_new_version_keeps_exhibit_points_and_credit_of_the_old_one(visitor):
    bank, author = a_bank(), an_author()
    question = a_question_of(bank, Kind.MULTIPLE, exhibit=EXHIBIT)
    draft = a_next_draft(question, author)
    visitor.sign_in(author)
    typed = fields(bank, code=question.code, seen=str(draft.version), begun_from="1")
    typed |= {"kind": "multiple", "options-1-right": "y", "prompt-en": "What now?"}
    assert visitor.post(f"/questions/drafts/{draft.id}", typed).status_code == 302

    draft = drafts.draft(draft.id)
    assert drafts.against_published(draft).exhibit["en"][0].mark == "same"
    approved(sent(draft, author), a_reviewer())

    first, second = db.session.scalars(
        select(QuestionVersion).order_by(QuestionVersion.number)
    )
    assert second.prompt["en"] == "What now?"
    assert (second.points, second.scoring) == (first.points, first.scoring)
    assert second.exhibit_version_id == first.exhibit_version_id is not None


def test_a_question_that_loses_its_parts_loses_the_credit_for_them(app):
    question, author = a_question_of(a_bank(), Kind.MULTIPLE), an_author()
    draft = a_next_draft(question, author, kind="single")
    approved(sent(draft, author), a_reviewer())

    live = db.session.get_one(Question, question.id).current
    assert (live.kind, live.scoring) == ("single", "all")


def test_true_or_false_has_two_options_and_one_truth():
    two = a_content(options=options("True", "False", right="True"))
    three = a_content(options=options("True", "False", "Maybe", right="True"))
    both = a_content(options=options("True", "False", right="True False"))

    def codes(written):
        return {f.code for f in findings(written, "true_false", ["en"]) if f.stops}

    assert [codes(two), codes(three)] == [set(), {"not_two"}]
    assert codes(both) == {"many_right"}


@pytest.mark.parametrize("kind", sorted(set(Kind) - CHOICES))
def test_a_changed_key_of_any_kind_is_a_difference(kind):
    before = content(kind)
    after = replace(before, expected=CHANGED[kind])

    assert difference(before, before).is_empty
    assert not difference(before, after).is_empty


CHANGED = {
    Kind.ORDERING: {"order": ["a", "c", "b"]},
    Kind.MATCHING: {"pairs": {"s1": "c", "s2": "b", "s3": "a"}},
    Kind.NUMERIC: {"value": "9172635.5", "tolerance": "1"},
    Kind.TEXT: {"accepted": ["kanarek"]},
    Kind.CLOZE: {"pairs": {"g1": "g1a", "g2": "g2a"}},
    Kind.HOTSPOT: {"areas": [{"rect": [137, 241, 111, 118]}]},
}


def test_a_picture_is_shown_to_readers_of_banks_and_to_nobody_else(visitor):
    a_question_of(a_bank(), Kind.HOTSPOT)
    address = f"/questions/images/{picture().name}"
    visitor.sign_in(an_author())
    shown = visitor.get(address)

    assert (shown.mimetype, shown.data) == ("image/png", picture().content)
    assert shown.headers["Cache-Control"] == "no-store"
    storage.put(f"questions/{'0' * 64}.svg", b"<svg/>")
    for strange in ("0" * 64 + ".png", "0" * 64 + ".svg", "../" * 21 + "x.png"):
        assert visitor.get(f"/questions/images/{strange}").status_code == 404
    visitor.sign_in(a_person("Ada Lovelace"))
    assert visitor.get(address).status_code == 403


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(app):
    from io import BytesIO

    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    notes, raw = PngInfo(), BytesIO()
    notes.add_text("Comment", "the key is B")
    Image.new("P", (60, 60)).save(raw, "PNG", pnginfo=notes)
    smuggled = raw.getvalue() + b"<script>"

    made = images.prepared(smuggled)

    assert b"key is B" in smuggled
    assert b"key is B" not in made.content
    assert b"<script>" not in made.content
    assert images.prepared(smuggled) == made


def texts(*kinds, exhibit=EXHIBIT):
    return [
        QuestionText(
            f"F-{kind.upper()}",
            "pricing",
            kind,
            1,
            replace(content(kind), exhibit=exhibit),
        )
        for kind in kinds
    ]


def load(bank, wanted):
    with transaction():
        return publishing.publish_questions(bank, wanted, by=SYSTEM, now=clock.now())


def test_a_changed_exhibit_is_a_new_version_and_so_are_its_questions(app):
    bank = a_bank()
    load(bank, texts(Kind.TEXT, Kind.CLOZE))
    assert load(bank, texts(Kind.TEXT, Kind.CLOZE)).changed == []

    moved = replace(EXHIBIT, body={"en": "It has three.", "ru": "Их три."})
    done = load(bank, texts(Kind.TEXT, Kind.CLOZE, exhibit=moved))

    assert done.changed == ["F-TEXT", "F-CLOZE"]
    kept = db.session.execute(
        select(ExhibitVersion.number, ExhibitVersion.body["en"].as_string()).order_by(
            ExhibitVersion.number
        )
    )
    assert [tuple(row) for row in kept] == [
        (1, "It has **two** servers."),
        (2, "It has three."),
    ]


@pytest.mark.parametrize("table", ["question_versions", "exhibit_versions"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
def test_the_database_keeps_what_was_published(app, table, deed):
    a_question_of(a_bank(), Kind.CLOZE)

    with pytest.raises(DatabaseError, match="never change"), transaction():
        db.session.execute(text(deed.format(table)))


@pytest.mark.parametrize(
    ("kind", "scoring"), [("essay", "all"), ("single", "partial"), ("multiple", "half")]
)
def test_the_database_refuses_kinds_and_credit_nobody_can_mark(app, kind, scoring):
    question = a_question_of(a_bank(), Kind.MULTIPLE)
    like = db.session.get_one(QuestionVersion, question.current_version_id)
    row = {
        column.name: getattr(like, column.name)
        for column in QuestionVersion.__table__.columns
        if column.name != "id"
    }

    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            QuestionVersion(**row | {"number": 2, "kind": kind, "scoring": scoring})
        )


def test_an_export_says_what_gift_can_say_and_how_much_it_cannot(visitor):
    bank = a_bank()
    for kind in Kind:
        a_question_of(bank, kind)
    a_question_of(bank, Kind.SINGLE, "K-CASE", exhibit=EXHIBIT)
    visitor.sign_in(an_author())

    page = visitor.get("/questions/foundations/export").text
    file = visitor.post("/questions/foundations/export", {"language": "en"}).text

    assert "6 live questions with their keys" in page
    assert "4 more questions have no form in GIFT" in page
    answers = {
        block.split("::")[1]: block.split("{\n")[1].split("####")[0].split("\n\t")
        for block in file.split("\n\n")[1:]
        if block
    }
    stripped = {
        code: [line.strip() for line in lines if line.strip()]
        for code, lines in answers.items()
    }
    assert stripped == {
        "K-SINGLE": ["~one", "=two", "~three"],
        "K-MULTIPLE": ["~%50%red", "~%-100%blue", "~%50%green", "~%-100%grey"],
        "K-TRUE_FALSE": ["FALSE"],
        "K-MATCHING": [
            *("=stem 1 -> alpha", "=stem 2 -> beta", "=stem 3 -> alpha"),
            "= -> spare",
        ],
        "K-NUMERIC": ["#9172635.5:0.25"],
        "K-TEXT": ["=canary-accepted", "=kanarek"],
    }


def test_true_and_false_come_back_from_a_file_as_they_left(visitor):
    bank = a_bank()
    a_question_of(bank, Kind.TRUE_FALSE)
    visitor.sign_in(an_author())
    file = visitor.post("/questions/foundations/export", {"language": "en"}).text

    (item,) = parse(file)

    assert (item.kind, [(o.text, o.right) for o in item.options]) == (
        "true_false",
        [("True", False), ("False", True)],
    )
