"""How long a browser stays signed in, and what a stranger may try."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts import people_services, services
from lms.accounts.models import Person, SignIn
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.people import PASSWORD, Visitor, a_person

ADA = "ada.lovelace@example.com"

HOSTILE = [
    *("//evil.example", "///evil.example", "////evil.example/x", "/\\evil.example"),
    *("\\evil.example", "\\\\evil.example", "/\\/evil.example", "\\/\\/evil.example"),
    *(
        "https://evil.example",
        "http:evil.example",
        "https:evil.example",
        "//e@e.example",
    ),
    *(
        "http:///evil.example",
        "HTTPS://EVIL.EXAMPLE",
        "ftp://evil.example",
        "evil.example",
    ),
    *("javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)"),
    *("data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://x"),
    *("/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example"),
    *("/%0d%0aSet-Cookie:x=1", "/x%0aLocation:y", "/%00", "/\r\nx: y", "/x\x00"),
    *("@evil.example", "/ /evil.example", "?next=//evil.example", "#x", "", "."),
    *("..//evil.example", "/\u2044evil.example", "/\u3002evil", "/x\u202ey", "/é"),
    *("%2f%2fevil.example", "/<script>", '/"onload=x', "/{evil}", "/x|y", "/x^y"),
]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_no_value_of_next_leads_off_this_site(wanted):
    from lms.kernel.places import safe_next

    assert safe_next(wanted) == "/"


def test_a_page_of_this_site_is_where_signing_in_leads(visitor):
    a_person(password=PASSWORD)
    fields = {"email": ADA, "password": PASSWORD}

    there = visitor.post("/sign-in?next=/exams/a%3Fpage%3D2", fields)
    elsewhere = visitor.post("/sign-in?next=//evil.example", fields)

    assert (there.location, elsewhere.location) == ("/exams/a?page=2", "/")


def test_the_session_before_signing_in_opens_nothing_after(visitor, app):
    a_person(password=PASSWORD)
    old_token = visitor.token()
    before = visitor.client.get_cookie("laurel")
    visitor.post("/sign-in", {"email": ADA, "password": PASSWORD})

    stranger = Visitor(app)
    stranger.client.set_cookie("laurel", before.value)

    assert visitor.client.get_cookie("laurel").value != before.value
    assert stranger.get("/account").status_code == 302
    stale = visitor.client.post("/sign-out", data={"csrf_token": old_token})
    assert stale.status_code == 400


def test_a_copied_cookie_is_worth_nothing_after_signing_out(visitor, app):
    visitor.sign_in(a_person())
    copied = visitor.client.get_cookie("laurel").value
    visitor.post("/sign-out")
    thief = Visitor(app)
    thief.client.set_cookie("laurel", copied)

    assert thief.get("/account").status_code == 302


def test_a_browser_left_alone_for_twelve_hours_is_signed_out(visitor, set_clock):
    start = clock.now()
    set_clock(start)
    visitor.sign_in(a_person())

    set_clock(start + timedelta(hours=12) - timedelta(seconds=1))
    assert visitor.get("/account").status_code == 200
    set_clock(start + timedelta(hours=24) - timedelta(seconds=2))
    assert visitor.get("/account").status_code == 200
    set_clock(start + timedelta(hours=36))
    assert visitor.get("/account").status_code == 302


def test_a_browser_in_use_stays_past_the_fourteenth_day_but_not_for_long(
    visitor, set_clock
):
    start = clock.now()
    set_clock(start)
    visitor.sign_in(a_person())
    with transaction():
        row = db.session.scalars(select(SignIn)).one()
        row.seen_at = start + timedelta(days=14, minutes=-30)

    set_clock(start + timedelta(days=14, minutes=10))
    assert visitor.get("/account").status_code == 200
    set_clock(start + timedelta(days=14, hours=2))
    assert visitor.get("/account").status_code == 302


def test_being_seen_is_noted_every_five_minutes_at_most(visitor, set_clock):
    start = clock.now().replace(microsecond=0)
    set_clock(start)
    visitor.sign_in(a_person())
    noted = []
    for minutes in (1, 4, 5, 6, 9, 10):
        set_clock(start + timedelta(minutes=minutes))
        visitor.get("/account")
        db.session.rollback()
        seen = db.session.scalars(select(SignIn.seen_at)).one()
        noted.append((seen - start) // timedelta(minutes=1))

    assert noted == [0, 0, 5, 5, 5, 10]


def test_a_closed_account_cannot_sign_in_and_looks_like_a_wrong_password(visitor):
    closed = a_person(password=PASSWORD)
    with transaction():
        people_services.close_account(
            db.session.get_one(Person, closed.id), by=SYSTEM, now=clock.now()
        )
    bodies = {
        visitor.post("/sign-in", fields).text.replace(fields["email"], "")
        for fields in (
            {"email": ADA, "password": PASSWORD},
            {"email": "nobody@example.com", "password": PASSWORD},
        )
    }
    bodies = {body.split("<main")[1].split("csrf_token")[0] for body in bodies}

    assert len(bodies) == 1
    assert db.session.scalars(select(SignIn)).all() == []


def test_closing_an_account_ends_browsers_and_tokens_at_once(visitor, app):
    ada = a_person()
    visitor.sign_in(ada)
    with transaction():
        person = db.session.get_one(Person, ada.id)
        token = services.make_access_token(person, "x", by=SYSTEM, now=clock.now())
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/account", headers=headers).status_code == 200

    with transaction():
        people_services.close_account(
            db.session.get_one(Person, ada.id), by=SYSTEM, now=clock.now()
        )

    assert visitor.get("/account").status_code == 302
    assert app.test_client().get("/account", headers=headers).status_code == 302


def test_a_withdrawn_role_closes_its_doors_with_the_next_request(visitor):
    iris = a_person("Iris van den Berg", Role.PROGRAMME_MANAGER)
    visitor.sign_in(iris)
    assert visitor.get("/people").status_code == 200

    with transaction():
        person = db.session.get_one(Person, iris.id)
        services.withdraw_role(
            person, Role.PROGRAMME_MANAGER, by=SYSTEM, now=clock.now()
        )

    assert visitor.get("/people").status_code == 403


def test_tries_are_counted_whatever_address_they_claim_to_come_from(visitor):
    a_person(password=PASSWORD)
    token = visitor.token()
    fields = {"email": ADA, "password": "wrong password", "csrf_token": token}
    codes = [
        visitor.client.post(
            "/sign-in",
            data=fields,
            headers={"X-Forwarded-For": f"10.0.0.{n}", "Forwarded": f"for=10.1.0.{n}"},
        ).status_code
        for n in range(12)
    ]

    assert codes == [422] * 10 + [429] * 2


def test_of_fifteen_guesses_at_once_ten_are_looked_at(app, visitor):
    a_person(password=PASSWORD)
    visitor.token()
    token, cookie = visitor.token(), visitor.client.get_cookie("laurel").value
    fields = {"email": ADA, "password": "wrong password", "csrf_token": token}

    def guess(_):
        with app.app_context():
            client = app.test_client()
            client.set_cookie("laurel", cookie)
            return client.post("/sign-in", data=fields).status_code

    with ThreadPoolExecutor(5) as threads:
        codes = sorted(threads.map(guess, range(15)))

    assert codes == [422] * 10 + [429] * 5


def test_being_locked_out_ends_after_ten_minutes(visitor, set_clock):
    a_person(password=PASSWORD)
    start = clock.now()
    set_clock(start)
    for _ in range(11):
        visitor.post("/sign-in", {"email": ADA, "password": "wrong password"})
    right = {"email": ADA, "password": PASSWORD}
    assert visitor.post("/sign-in", right).status_code == 429

    set_clock(start + timedelta(minutes=10))

    assert visitor.post("/sign-in", right).status_code == 302
