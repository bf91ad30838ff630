"""A forgotten password, and the links that come by mail."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.models import OneTimeLink, Person, SignIn
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from lms.kernel.mail import Mail
from tests.accounts.letters import letters_to, link_in
from tests.people import PASSWORD, Visitor, a_person

ADA = "ada.lovelace@example.com"
NEW = "seven quiet green lamps"


def a_link() -> str:
    JOBS["write_reset_letter"](ADA, "en")
    return link_in(letters_to(ADA)[0])


def signs_in(app, password: str) -> bool:
    answer = Visitor(app).post("/sign-in", {"email": ADA, "password": password})
    return answer.status_code == 302


def test_a_new_password_opens_the_door_and_the_old_one_does_not(app, visitor):
    a_person(password=PASSWORD)

    answer = visitor.post(a_link(), {"password": NEW})

    assert (answer.status_code, answer.location) == (302, "/")
    assert visitor.get("/account").status_code == 200
    assert (signs_in(app, NEW), signs_in(app, PASSWORD)) == (True, False)


def test_an_unknown_address_gets_the_same_answer_after_the_same_work(visitor, queries):
    a_person(password=PASSWORD)
    closed = a_person("Rafael Brandao", password=PASSWORD)
    with transaction():
        db.session.get_one(Person, closed.id).closed_at = clock.now()
    token, seen = visitor.token(), {}
    for email in (ADA, "nobody@example.com", closed.email):
        queries.clear()
        fields = {"email": email, "csrf_token": token}
        answer = visitor.client.post("/reset", data=fields)
        work = [statement for statement in queries if "dbos" not in statement]
        seen[email] = (
            answer.status_code,
            answer.text.replace(email, "…").split("<h1")[1].split("<form")[0],
            work,
        )

    assert seen[ADA] == seen["nobody@example.com"] == seen[closed.email]
    assert seen[ADA][0] == 200
    assert seen[ADA][2]


def test_only_an_open_account_gets_a_letter(app):
    a_person(password=PASSWORD)
    closed = a_person("Rafael Brandao", password=PASSWORD)
    with transaction():
        db.session.get_one(Person, closed.id).closed_at = clock.now()
    for email in (ADA, "nobody@example.com", closed.email):
        JOBS["write_reset_letter"](email, "en")

    assert db.session.scalars(select(Mail.recipient)).all() == [ADA]


def test_the_letter_is_in_the_language_of_the_person(app):
    person = a_person(password=PASSWORD)
    with transaction():
        db.session.get_one(Person, person.id).language = "ru"

    JOBS["write_reset_letter"](ADA, "en")

    assert letters_to(ADA)[0].subject == "Новый пароль для Laurel Partner Learning"


def test_the_link_does_not_lead_where_the_host_header_says(app, visitor):
    a_person(password=PASSWORD)
    fields = {"email": ADA, "csrf_token": visitor.token()}

    answer = visitor.client.post(
        "/reset", data=fields, headers={"Host": "evil.example"}
    )
    JOBS["write_reset_letter"](ADA, "en")

    assert answer.status_code == 400
    assert "http://localhost/link/" in letters_to(ADA)[0].body


def test_a_link_works_once(app, visitor):
    a_person(password=PASSWORD)
    link = a_link()
    visitor.post(link, {"password": NEW})

    again = Visitor(app).post(link, {"password": "another good long one"})

    assert again.status_code == 410
    assert Visitor(app).get(link).status_code == 410
    assert signs_in(app, NEW)


def test_a_link_works_for_thirty_minutes(app, visitor, set_clock):
    a_person(password=PASSWORD)
    made = clock.now()
    set_clock(made)
    link = a_link()

    set_clock(made + timedelta(minutes=30) - timedelta(microseconds=1))
    assert visitor.get(link).status_code == 200
    set_clock(made + timedelta(minutes=30))
    assert visitor.get(link).status_code == 410
    assert visitor.post(link, {"password": NEW}).status_code == 410


def test_a_newer_link_ends_the_one_before(app, visitor):
    a_person(password=PASSWORD)
    first, second = a_link(), a_link()

    assert visitor.get(first).status_code == 410
    assert visitor.get(second).status_code == 200


def test_a_changed_password_ends_the_link(app, visitor):
    ada = a_person(password=PASSWORD)
    link = a_link()
    visitor.sign_in(ada).post(
        "/account/password", {"current": PASSWORD, "password": NEW}
    )

    assert Visitor(app).get(link).status_code == 410


def test_a_new_password_ends_every_sign_in_before_it(app, visitor):
    ada = a_person(password=PASSWORD)
    thief = Visitor(app).sign_in(ada)
    assert thief.get("/account").status_code == 200

    visitor.post(a_link(), {"password": NEW})

    assert thief.get("/account").status_code == 302
    open_ones = select(func.count(SignIn.id)).filter_by(ended_at=None)
    assert db.session.scalar(open_ones) == 1


def test_the_page_of_a_link_gives_its_address_to_nobody(app, visitor):
    a_person(password=PASSWORD)
    link = a_link()
    for answer in (
        visitor.get(link),
        visitor.post(link, {"password": "short"}),
        visitor.get("/link/wrong"),
    ):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_only_the_hash_of_a_link_is_kept(app):
    a_person(password=PASSWORD)
    token = a_link().removeprefix("/link/")

    kept = db.session.scalars(select(OneTimeLink.token_hash)).one()

    assert token != kept
    assert len(kept) == 64


@pytest.mark.parametrize("weak", ["short", "password123", "ada.lovelace", "9" * 12])
def test_a_weak_password_changes_nothing(app, visitor, weak):
    a_person(password=PASSWORD)
    link = a_link()

    answer = visitor.post(link, {"password": weak})

    assert answer.status_code == 422
    assert visitor.get(link).status_code == 200
    assert signs_in(app, PASSWORD)


def test_a_form_without_its_token_sets_nothing(app, visitor):
    a_person(password=PASSWORD)

    answer = visitor.client.post(a_link(), data={"password": NEW})

    assert answer.status_code == 400
    assert signs_in(app, PASSWORD)


def test_the_sixth_letter_in_an_hour_is_refused_for_known_and_unknown(visitor):
    a_person(password=PASSWORD)
    for email in (ADA, "nobody@example.com"):
        codes = [visitor.post("/reset", {"email": email}).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]


def test_a_new_password_lets_in_who_was_locked_out_by_wrong_tries(app, visitor):
    a_person(password=PASSWORD)
    for _ in range(11):
        visitor.post("/sign-in", {"email": ADA, "password": "wrong password"})
    assert not signs_in(app, PASSWORD)

    visitor.post(a_link(), {"password": NEW})

    assert signs_in(app, NEW)
