"""What no door can make sense of: an answer in words, never a fault of ours."""

import io
import json

import pytest

from lms.accounts import services
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, started
from tests.people import Visitor, a_company, a_person


@pytest.mark.parametrize(
    "path",
    [
        "/exams/%00",
        "/learn/a%00b",
        "/partners/a%00b/scorecard",
        "/api/v1/partners/%00/scorecard",
        "/certificates/%00/pdf",
        "/v/%00",
        "/questions/a%00b/c",
    ],
)
def test_an_address_with_a_nul_leads_nowhere(visitor, path):
    roles = (Role.ENGINEER, Role.PARTNER_ADMIN, Role.AUTHOR)
    visitor.sign_in(a_person("Ada Lovelace", *roles, company=a_company()))

    assert visitor.get(path).status_code == 404


def test_a_nul_in_a_search_or_a_form_is_not_readable(visitor):
    visitor.sign_in(a_person("Ines Carvalho", Role.ADMIN))

    answers = [
        visitor.get("/people?q=a%00b"),
        visitor.get("/verify?number=%00"),
        visitor.post("/companies", {"name": "A\0B", "slug": "a-b"}),
        visitor.post("/reset", {"email": "a\0b@example.com"}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 4


def test_a_nul_in_the_json_of_an_answer_does_not_fit(visitor):
    an_exam()
    ada = a_person()
    attempt_id = started(ada).id
    visitor.sign_in(ada)
    answer = {"op_id": "a\0b", "base_revision": 0, "response": []}

    saved = visitor.send("PUT", f"/api/v1/attempts/{attempt_id}/answers/1", answer)
    begun = visitor.send("POST", "/api/v1/attempts", {"exam": "\0"})

    assert (saved.status_code, begun.status_code) == (422, 422)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_nested_without_end_is_not_readable(visitor, opening):
    visitor.sign_in(a_person())
    headers = {"X-CSRFToken": visitor.token(), "Content-Type": "application/json"}

    answer = visitor.open(
        "POST", "/api/v1/attempts", data=opening * 100_000, headers=headers
    )

    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", None])
def test_a_body_that_does_not_say_it_is_json_is_not_taken_as_json(visitor, kind):
    an_exam()
    visitor.sign_in(a_person())
    headers = {"X-CSRFToken": visitor.token()}

    answer = visitor.open(
        "POST",
        "/api/v1/attempts",
        data=json.dumps({"exam": "foundations"}),
        content_type=kind,
        headers=headers,
    )

    assert answer.status_code == 415
    assert answer.json["error"]["code"] == "unsupported_media_type"


@pytest.mark.parametrize("body", [[1], {"email": [1], "password": 2}, "x", None])
def test_json_is_no_form(visitor, body):
    assert visitor.send("POST", "/sign-in", body).status_code == 422


def test_a_file_where_text_belongs_is_left_out(visitor):
    fields = {"email": (io.BytesIO(b"x"), "x.txt")}

    assert visitor.post("/reset", fields).status_code == 422


@pytest.mark.parametrize("page", ["9223372036854775807", "9" * 5000, "1" * 10])
@pytest.mark.parametrize(
    "path",
    ["/people", "/audit", "/mail", "/certificates/issued", "/oversight/attempts"],
)
def test_a_page_beyond_every_list_is_not_there(visitor, path, page):
    visitor.sign_in(a_person("Ines Carvalho", Role.ADMIN))

    assert visitor.get(f"{path}?page={page}").status_code == 404


def test_numbers_and_days_that_no_row_can_have_filter_nothing(visitor):
    visitor.sign_in(a_person("Ines Carvalho", Role.ADMIN))

    for path in ("/people?company=" + "9" * 19, "/audit?day=9999-12-31"):
        assert visitor.get(path).status_code == 200
    assert visitor.get("/audit.csv?day=9999-12-31").status_code == 200


def test_a_token_opens_the_api_without_a_form_token_and_still_only_as_json(app):
    an_exam()
    ada = a_person()
    with transaction():
        token = services.make_access_token(ada, "x", by=SYSTEM, now=clock.now())
    db.session.rollback()
    headers = {"Authorization": f"Bearer {token}"}
    fields = {"data": {"exam": "foundations"}, "headers": headers}

    answer = Visitor(app).open("POST", "/api/v1/attempts", **fields)

    assert answer.status_code == 415
