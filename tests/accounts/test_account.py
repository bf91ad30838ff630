"""One's own account."""

import re

import pytest
from sqlalchemy import select

from lms.accounts.models import AccessToken, Person
from lms.kernel.db import db
from tests.people import PASSWORD, Visitor, a_company, a_person

NEW = "seven quiet green lamps"


@pytest.fixture
def ada(app) -> Person:
    return a_person(company=a_company(), password=PASSWORD)


def test_the_account_says_who_one_is(visitor, ada):
    page = visitor.sign_in(ada).get("/account").text

    for words in ("Ada Lovelace", "ada.lovelace@example.com", "Engineer", "Northlight"):
        assert words in page


def test_a_changed_password_signs_out_other_browsers_but_not_this_one(
    app, visitor, ada
):
    other = Visitor(app).sign_in(ada)
    visitor.sign_in(ada)

    visitor.post("/account/password", {"current": PASSWORD, "password": NEW})

    assert visitor.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_the_password_changes_only_for_who_knows_the_current_one(app, visitor, ada):
    visitor.sign_in(ada)
    answer = visitor.post("/account/password", {"current": "guess", "password": NEW})

    assert answer.status_code == 422
    fields = {"email": "ada.lovelace@example.com", "password": PASSWORD}
    assert Visitor(app).post("/sign-in", fields).status_code == 302


def test_the_current_password_is_not_guessed_without_end(visitor, ada):
    visitor.sign_in(ada)
    guess = {"current": "wrong guess", "password": NEW}
    codes = [visitor.post("/account/password", guess).status_code for _ in range(11)]

    assert codes == [422] * 10 + [429]


def test_signing_out_everywhere_else_keeps_this_browser(app, visitor, ada):
    others = [Visitor(app).sign_in(ada) for _ in range(2)]
    visitor.sign_in(ada)

    visitor.post("/account/sign-outs")

    assert visitor.get("/account").status_code == 200
    assert [other.get("/account").status_code for other in others] == [302, 302]


def test_language_and_theme_are_kept(visitor, ada):
    visitor.sign_in(ada).post("/account/looks", {"language": "ru", "theme": "dark"})

    page = visitor.get("/account").text

    assert '<html lang="ru" data-theme="dark"' in page


def test_a_token_is_shown_once_and_works_until_it_is_ended(app, visitor, ada):
    visitor.sign_in(ada)
    made = visitor.post("/account/tokens", {"label": "Nightly export"})
    token = re.search(r"lrl_[\w-]+", made.text)[0]
    headers = {"Authorization": f"Bearer {token}"}
    row = db.session.scalars(select(AccessToken)).one()

    assert made.status_code == 201
    assert token not in visitor.get("/account").text
    assert token not in row.token_hash
    assert app.test_client().get("/account", headers=headers).status_code == 200
    visitor.post(f"/account/tokens/{row.id}/end")
    assert app.test_client().get("/account", headers=headers).status_code == 302


def test_a_token_of_somebody_else_does_not_exist(app, visitor, ada):
    visitor.sign_in(ada).post("/account/tokens", {"label": "Nightly export"})
    row = db.session.scalars(select(AccessToken)).one()
    stranger = Visitor(app).sign_in(a_person("Mallory Stone"))

    assert stranger.post(f"/account/tokens/{row.id}/end").status_code == 404
    db.session.rollback()
    assert db.session.scalars(select(AccessToken.ended_at)).one() is None
