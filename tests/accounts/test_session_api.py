"""Signing in from a page that is open: the form token goes with it."""

from lms.accounts.entrance import TRIES
from tests.people import PASSWORD, Visitor, a_person


def signed_in(visitor, email="ada.lovelace@example.com", password=PASSWORD):
    token = visitor.get("/api/v1/session").json["csrf_token"]
    return visitor.open(
        "POST",
        "/api/v1/session",
        json={"email": email, "password": password},
        headers={"X-CSRFToken": token},
    )


def test_nobody_is_nobody_and_gets_a_token(visitor):
    answer = visitor.get("/api/v1/session")

    assert answer.json["person_id"] is None
    assert answer.json["csrf_token"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_signs_in_gets_a_new_token_that_works_at_once(visitor):
    ada = a_person(password=PASSWORD)
    before = visitor.get("/api/v1/session").json["csrf_token"]

    answer = signed_in(visitor)

    assert answer.status_code == 200
    assert answer.json["person_id"] == ada.id
    assert answer.json["csrf_token"] != before
    assert visitor.get("/api/v1/session").json["person_id"] == ada.id
    sign_out = visitor.open(
        "POST", "/sign-out", headers={"X-CSRFToken": answer.json["csrf_token"]}
    )
    assert sign_out.status_code == 302
    assert visitor.get("/api/v1/session").json["person_id"] is None


def test_without_a_token_nobody_is_signed_in(visitor):
    a_person(password=PASSWORD)
    answer = visitor.open(
        "POST",
        "/api/v1/session",
        json={"email": "ada.lovelace@example.com", "password": PASSWORD},
    )

    assert (answer.status_code, answer.json["error"]["code"]) == (400, "stale_form")


def test_a_wrong_password_leaves_who_was_signed_in(visitor):
    ada = a_person(password=PASSWORD)
    visitor.sign_in(ada)

    answer = signed_in(visitor, password="wrong")

    assert (answer.status_code, answer.json["error"]["code"]) == (422, "wrong_sign_in")
    assert visitor.get("/api/v1/session").json["person_id"] == ada.id


def test_tries_are_counted_together_with_those_of_the_page(visitor, app):
    a_person(password=PASSWORD)
    for _ in range(TRIES):
        assert signed_in(visitor, password="wrong").status_code == 422

    answer = signed_in(Visitor(app))

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
