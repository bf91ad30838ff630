"""A GIFT file from the upload to the drafts, and back out."""

import io
import re

import pytest
from sqlalchemy import select

from lms.kernel.audit import AuditEvent
from lms.kernel.db import db
from question_banks.interchange import files
from question_banks.interchange.errors import UnreadableFile
from question_banks.interchange.rules.gift import parse
from question_banks.items.models import Question
from question_banks.review.models import Draft
from tests.question_banks.factories import (
    PROMPT,
    a_bank,
    a_draft,
    a_question,
    an_author,
)

GOOD = """$CATEGORY: top/Хранение

::S-1::Что дешевле?{=Архив ~Диск ~Память}

::S-2::Что быстрее?{~%50%Память ~%50%Кэш ~%-100%Архив ####Потому что.}
"""
MIXED = f"{GOOD}\n::S-3::Сколько? {{#3}}\n\n::S-4::Не закрыт {{=а ~б\n"
ADDRESS = "/questions/foundations/import"


def upload(visitor, text, **more):
    raw = text if isinstance(text, bytes) else text.encode()
    sent = {"language": "ru", "domain": "pricing", **more}
    return visitor.post(ADDRESS, {**sent, "file": (io.BytesIO(raw), "q.gift")})


def preview(visitor, text, **more):
    return visitor.get(upload(visitor, text, **more).location)


def confirm(visitor, page):
    action = re.search(r'action="([^"]+/drafts\?[^"]+)"', page.text)[1]
    expected = re.search(r'name="expected" value="(\d+)"', page.text)[1]
    return visitor.post(action.replace("&amp;", "&"), {"expected": expected})


def drafts():
    return db.session.scalars(select(Draft).order_by(Draft.code)).all()


def test_nothing_is_written_before_the_preview_is_agreed_to(visitor):
    a_bank()
    visitor.sign_in(an_author())

    page = preview(visitor, GOOD)

    assert "Make 2 drafts" in page.text
    assert drafts() == []


def test_an_import_makes_drafts_in_russian_and_publishes_nothing(visitor):
    a_bank()
    author = an_author()
    visitor.sign_in(author)

    confirm(visitor, preview(visitor, GOOD))

    first, second = drafts()
    assert (first.code, first.state, first.kind) == ("S-1", "writing", "single")
    assert first.content["prompt"] == {"ru": "Что дешевле?"}
    assert (first.domain.key, first.author_id) == ("storage", author.id)
    assert (second.kind, second.content["rationale"]) == (
        "multiple",
        {"ru": "Потому что."},
    )
    assert db.session.scalars(select(Question)).all() == []


def test_what_is_left_out_is_named_with_its_line(visitor):
    a_bank()
    visitor.sign_in(an_author())

    page = preview(visitor, MIXED)

    rows = [re.sub(r"<[^>]+>|\s+", " ", r) for r in page.text.split("<tr>")[4:]]
    assert [("7" in rows[0], "numeric" in rows[0])] == [(True, True)]
    assert [("9" in rows[1], "is not closed" in rows[1])] == [(True, True)]
    assert "Make 2 drafts" in page.text


def test_a_second_import_of_the_same_codes_changes_nothing(visitor):
    a_bank()
    visitor.sign_in(an_author())
    confirm(visitor, preview(visitor, GOOD))
    before = [(d.id, d.version) for d in drafts()]

    page = preview(visitor, GOOD.replace("дешевле", "дороже"))

    assert page.text.count("Exists already") == 2
    assert "Make " not in page.text
    assert [(d.id, d.version) for d in drafts()] == before


def test_a_question_without_a_code_gets_the_same_one_every_time(visitor):
    a_bank()
    visitor.sign_in(an_author())
    confirm(visitor, preview(visitor, "Без кода? {=да ~нет ~иногда}"))

    page = preview(visitor, "Без кода? {=да ~нет ~иногда}")

    assert re.fullmatch(r"G-[0-9A-F]{8}", drafts()[0].code)
    assert "Exists already" in page.text


def test_all_drafts_are_made_or_none(visitor):
    bank, author = a_bank(), an_author()
    visitor.sign_in(author)
    page = preview(visitor, GOOD)
    a_draft(bank, author, "S-2")

    answer = confirm(visitor, page)

    assert answer.status_code == 409
    assert [draft.code for draft in drafts()] == ["S-2"]


def test_a_file_in_another_encoding_is_refused_with_its_line(visitor):
    a_bank()
    visitor.sign_in(an_author())

    page = upload(visitor, "::S-1::\nЧто?{=а ~б}".encode("cp1251"))

    assert page.status_code == 422
    assert "Line 2 is not UTF-8" in page.text


def test_a_control_character_is_refused_with_its_line(visitor):
    a_bank()
    visitor.sign_in(an_author())

    page = upload(visitor, "A {=a ~b}\n\nB\x00 {=a ~b}")

    assert page.status_code == 422
    assert "Line 3 holds a control character" in page.text


def test_a_file_over_a_megabyte_is_refused(app):
    assert files.read(b"/" * files.LARGEST)

    with pytest.raises(UnreadableFile, match="larger than 1 MB"):
        files.read(b"/" * (files.LARGEST + 1))


def test_a_missing_file_is_asked_for(visitor):
    a_bank()
    visitor.sign_in(an_author())

    page = visitor.post(ADDRESS, {"language": "ru", "domain": "pricing"})

    assert page.status_code == 422
    assert "Choose a file" in page.text


def test_somebody_elses_file_does_not_exist(visitor):
    a_bank()
    visitor.sign_in(an_author())
    location = upload(visitor, GOOD).location
    assert visitor.get(location).status_code == 200

    visitor.sign_in(an_author("Another Author"))

    assert visitor.get(location).status_code == 404


def test_an_export_holds_live_questions_and_leaves_a_trace(visitor):
    bank, author = a_bank(), an_author()
    a_question(bank, "F-1")
    visitor.sign_in(author)

    answer = visitor.post("/questions/foundations/export", {"language": "ru"})

    (item,) = parse(answer.text)
    assert (item.title, item.prompt, item.category) == ("F-1", PROMPT["ru"], "pricing")
    assert [option.right for option in item.options] == [True, False, False]
    trace = db.session.scalars(
        select(AuditEvent).filter_by(action="question_banks.export.made")
    ).one()
    assert (trace.actor_id, trace.after["questions"]) == (author.id, 1)
