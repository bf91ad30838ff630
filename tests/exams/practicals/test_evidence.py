"""Files that come with a practical: kept, named plainly, shown to few."""

import io
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from exams.practicals import evidence, services
from exams.practicals.models import PracticalResult
from lms.accounts.rules.roles import Role
from lms.kernel import storage
from lms.kernel.db import db, transaction
from tests.factories import PRACTICAL, a_certification
from tests.people import a_company, a_person, actor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
POINTS = {"plan": 34, "cut-over": 40}
TYPED = {
    "points-plan": "34",
    "points-cut-over": "40",
    "held_on": "2026-11-20",
    "comment": "",
    "seen": "0",
}
HTML = b"<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def migration(app, set_clock):
    set_clock(NOW)
    return a_certification(
        "migration", "Migration Specialist", has_practical=True, practical=PRACTICAL
    )


@pytest.fixture
def grader(app):
    return a_person("Irina Melnikova", Role.GRADER)


def a_result(person, grader, name="report.pdf", content=b"seen"):
    kept = evidence.keep(name, content)
    with transaction():
        return services.record_result(
            person.id,
            "migration",
            POINTS,
            NOW.date(),
            "",
            kept,
            by=actor(grader),
            now=NOW,
        )


def ticket_in(page):
    found = re.search(r'name="kept"[^>]* value="([^"]*)"', page.text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("sent", "header"),
    [
        ("../../etc/passwd", "attachment; filename=passwd"),
        ("x\r\nSet-Cookie: a=1.html", 'attachment; filename="xSet-Cookie a=1.html"'),
        ("<img src=x>.html", 'attachment; filename="img src=x.html"'),
        (
            "отчёт.html",
            "attachment; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.html",
        ),
    ],
)
def test_a_hostile_name_is_served_as_a_plain_download(grader, visitor, sent, header):
    result = a_result(a_person("Ada Lovelace"), grader, sent, HTML)

    answer = visitor.sign_in(grader).get(f"/practicals/results/{result.id}/evidence")

    assert (answer.status_code, answer.data) == (200, HTML)
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].replace("; filename=.html", "") in (
        header,
        header.replace("filename*", "filename=.html; filename*"),
    )
    assert "Set-Cookie" not in answer.headers


def test_the_person_graders_and_oversight_see_the_file_and_nobody_else(grader, visitor):
    company = a_company()
    ada = a_person("Ada Lovelace", company=company)
    address = f"/practicals/results/{a_result(ada, grader).id}/evidence"
    people = {
        ada: 200,
        grader: 200,
        a_person("Paul Manager", Role.PROGRAMME_MANAGER): 200,
        a_person("Nina Auditor", Role.AUDITOR): 200,
        a_person("Bob Colleague", company=company): 404,
        a_person("Tom Boss", Role.PARTNER_ADMIN, company=company): 404,
        a_person("Wanda Author", Role.AUTHOR): 404,
    }

    answers = {p: visitor.sign_in(p).get(address).status_code for p in people}

    assert answers == people


def test_a_result_without_a_file_has_none_to_download(grader, visitor):
    ada = a_person("Ada Lovelace")
    with transaction():
        result = services.record_result(
            ada.id,
            "migration",
            POINTS,
            NOW.date(),
            "",
            None,
            by=actor(grader),
            now=NOW,
        )

    answer = visitor.sign_in(ada).get(f"/practicals/results/{result.id}/evidence")

    assert answer.status_code == 404


def test_a_file_changed_in_the_store_is_not_served(grader, visitor):
    result = a_result(a_person("Ada Lovelace"), grader)
    storage.put(result.evidence_key, b"forged")

    answer = visitor.sign_in(grader).get(f"/practicals/results/{result.id}/evidence")

    assert answer.status_code == 409
    assert b"forged" not in answer.data


def test_a_file_lost_from_the_store_is_said_to_be_lost(grader, visitor):
    ada = a_person("Ada Lovelace")
    kept = evidence.Evidence("practicals/nothing", "report.pdf", "0" * 64)
    with transaction():
        result = services.record_result(
            ada.id,
            "migration",
            POINTS,
            NOW.date(),
            "",
            kept,
            by=actor(grader),
            now=NOW,
        )

    answer = visitor.sign_in(ada).get(f"/practicals/results/{result.id}/evidence")

    assert answer.status_code == 409
    assert "is not the one that was recorded" in answer.text


def test_a_sent_file_survives_an_error_elsewhere_and_is_recorded(grader, visitor):
    ada = a_person("Ada Lovelace")
    address = f"/practicals/migration/{ada.id}"
    file = (io.BytesIO(b"what was seen"), "../report.pdf")
    visitor.sign_in(grader)
    wrong = visitor.post(address, {**TYPED, "points-plan": "99", "evidence": file})
    assert wrong.status_code == 422
    assert "Kept: report.pdf" in wrong.text

    visitor.post(address, {**TYPED, "kept": ticket_in(wrong), "step": "record"})

    result = db.session.scalars(sa.select(PracticalResult)).one()
    assert result.evidence_name == "report.pdf"
    assert storage.get(result.evidence_key) == b"what was seen"


def test_a_kept_file_can_be_left_out(grader, visitor):
    ada = a_person("Ada Lovelace")
    address = f"/practicals/migration/{ada.id}"
    file = (io.BytesIO(b"the wrong one"), "wrong.pdf")
    visitor.sign_in(grader)
    shown = visitor.post(address, {**TYPED, "evidence": file, "step": "change"})

    visitor.post(
        address,
        {**TYPED, "kept": ticket_in(shown), "leave_out": "y", "step": "record"},
    )

    result = db.session.scalars(sa.select(PracticalResult)).one()
    assert (result.evidence_key, result.evidence_name) == (None, None)


def test_another_graders_ticket_or_a_made_up_one_brings_no_file(grader, visitor, app):
    other = a_person("Oleg Petrov", Role.GRADER)
    kept = evidence.keep("secret.pdf", b"of another practical")
    tickets = [evidence.ticket(kept, by=actor(other)), "made.up"]
    visitor.sign_in(grader)

    for number, ticket in enumerate(tickets):
        person = a_person(f"Person {number}")
        visitor.post(
            f"/practicals/migration/{person.id}",
            {**TYPED, "kept": ticket, "step": "record"},
        )

    names = db.session.scalars(sa.select(PracticalResult.evidence_name)).all()
    assert names == [None, None]


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "This file is empty. Choose another one"),
        (b"x" * (10 * 1024 * 1024 + 1), "This file is larger than 10 MB."),
    ],
)
def test_an_empty_or_too_large_file_is_refused(grader, visitor, content, advice):
    ada = a_person("Ada Lovelace")
    visitor.sign_in(grader)
    file = FileStorage(io.BytesIO(content), "report.pdf")
    fields = {**TYPED, "evidence": file, "csrf_token": visitor.token()}
    boundary, body = encode_multipart(fields)

    page = visitor.client.post(
        f"/practicals/migration/{ada.id}",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )

    assert page.status_code == 422
    assert advice in page.text
    assert ticket_in(page) == ""
