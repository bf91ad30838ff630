"""Signing in and out."""

import pytest

from lms.accounts.models import SignIn
from lms.kernel.db import db
from tests.people import PASSWORD, a_person


def test_the_right_password_opens_the_home_page(visitor):
    a_person("Ada Lovelace", password=PASSWORD)

    answer = visitor.post(
        "/sign-in", {"email": "Ada.Lovelace@example.com", "password": PASSWORD}
    )

    assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.parametrize("email", ["ada.lovelace@example.com", "nobody@example.com"])
def test_a_wrong_sign_in_does_not_say_what_was_wrong(visitor, email):
    a_person("Ada Lovelace", password=PASSWORD)

    answer = visitor.post("/sign-in", {"email": email, "password": "wrong password"})

    assert answer.status_code == 422
    assert "This address and password do not belong together." in answer.text
    assert db.session.query(SignIn).count() == 0


def test_the_eleventh_try_in_ten_minutes_is_refused(visitor):
    a_person("Ada Lovelace", password=PASSWORD)
    wrong = {"email": "ada.lovelace@example.com", "password": "wrong password"}
    for _ in range(10):
        assert visitor.post("/sign-in", wrong).status_code == 422

    answer = visitor.post("/sign-in", {**wrong, "password": PASSWORD})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 601
