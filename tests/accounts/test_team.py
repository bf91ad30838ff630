"""A partner admin looks after the company's own people."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import people_services, services
from lms.accounts.models import Affiliation, Company, Person, RoleGrant
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from tests.accounts.letters import letters_to, link_in
from tests.people import PASSWORD, Visitor, a_company, a_person

OLEG = "oleg.petrov@northlight.example"
REFUSED = "cannot be invited"


@pytest.fixture
def tomas(app, visitor) -> Visitor:
    """A browser of the partner admin of Northlight."""
    tomas = a_person("Tomas Bergstrom", Role.PARTNER_ADMIN, company=a_company())
    return visitor.sign_in(tomas)


def invite(visitor: Visitor, people: str, role: str = "engineer"):
    fields = {"people": people, "role": role, "language": "en"}
    return visitor.post("/team/invitations", fields)


def the_person(email: str) -> Person | None:
    return db.session.scalar(select(Person).filter_by(email=email))


def company_today(email: str) -> str | None:
    return db.session.scalar(
        select(Company.slug)
        .join(Affiliation)
        .join(Person)
        .where(Person.email == email, Affiliation.ends.is_(None))
    )


def roles_of(email: str) -> set[str]:
    return set(
        db.session.scalars(
            select(RoleGrant.role)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(Person.email == email)
        )
    )


def joined_days_ago(person: Person, days: int) -> None:
    with transaction():
        row = db.session.scalars(
            select(Affiliation).filter_by(person_id=person.id)
        ).one()
        row.starts = clock.now().date() - timedelta(days=days)


def test_an_invited_person_joins_with_the_link_in_the_letter(app, tomas):
    answer = invite(tomas, f"Oleg Petrov <{OLEG}>")

    assert answer.status_code == 302
    letter = letters_to(OLEG)[0]
    guest = Visitor(app)
    assert "Welcome, Oleg Petrov" in guest.get(link_in(letter)).text
    guest.post(link_in(letter), {"password": "seven quiet green lamps"})
    assert "Northlight Systems" in guest.get("/account").text
    assert (company_today(OLEG), roles_of(OLEG)) == ("northlight", {"engineer"})


def test_an_invitation_works_for_fourteen_days(app, tomas, set_clock):
    now = clock.now()
    invite(tomas, OLEG)
    link = link_in(letters_to(OLEG)[0])

    set_clock(now + timedelta(days=14) - timedelta(minutes=1))
    assert Visitor(app).get(link).status_code == 200
    set_clock(now + timedelta(days=14, minutes=1))
    assert Visitor(app).get(link).status_code == 410


def test_somebody_with_an_account_and_no_company_is_added_and_told(tomas):
    mei = a_person("Mei Tanaka", password=PASSWORD)

    invite(tomas, mei.email)

    assert company_today("mei.tanaka@example.com") == "northlight"
    told = letters_to("mei.tanaka@example.com")
    assert [letter.subject for letter in told] == [
        "Northlight Systems has added you to its team"
    ]
    assert "/link/" not in told[0].body


def test_who_cannot_be_invited_is_refused_in_the_same_words(tomas):
    a_person("Rival Engineer", company=a_company("vega", "Vega Cloud"))
    a_person("Ann Author", Role.AUTHOR)
    closed = a_person("Closed Account")
    with transaction():
        person = db.session.get_one(Person, closed.id)
        people_services.close_account(person, by=SYSTEM, now=clock.now())

    for name in ("rival.engineer", "ann.author", "closed.account"):
        answer = invite(tomas, f"{name}@example.com")

        assert answer.status_code == 409
        assert f"{name}@example.com {REFUSED}" in answer.text
        assert "Vega" not in answer.text
        assert company_today(f"{name}@example.com") != "northlight"


def test_when_one_person_cannot_be_invited_nobody_is(tomas):
    a_person("Rival Engineer", company=a_company("vega", "Vega Cloud"))

    answer = invite(tomas, f"{OLEG}\nrival.engineer@example.com")

    assert answer.status_code == 409
    assert (the_person(OLEG), letters_to(OLEG)) == (None, [])


@pytest.mark.parametrize("role", ["admin", "author", "programme_manager", ""])
def test_a_partner_admin_gives_company_roles_only(tomas, role):
    answer = invite(tomas, OLEG, role=role)

    assert answer.status_code == 422
    assert the_person(OLEG) is None


def test_the_company_of_an_invitation_is_the_admins_own(tomas):
    vega = a_company("vega", "Vega Cloud")
    fields = {"people": OLEG, "role": "engineer", "language": "en"}
    tomas.post(
        f"/team/invitations?company_id={vega.id}", {**fields, "company_id": vega.id}
    )

    assert company_today(OLEG) == "northlight"


def test_an_invitation_sent_again_ends_the_link_before(app, tomas):
    invite(tomas, OLEG)
    first = link_in(letters_to(OLEG)[0])

    tomas.post(f"/team/{the_person(OLEG).id}/invitation")

    second = link_in(letters_to(OLEG)[0])
    guest = Visitor(app)
    assert (guest.get(first).status_code, guest.get(second).status_code) == (410, 200)


def test_a_withdrawn_invitation_opens_nothing_and_leaves_the_team(app, tomas):
    invite(tomas, OLEG)
    link = link_in(letters_to(OLEG)[0])

    tomas.post(f"/team/{the_person(OLEG).id}/invitation/withdrawal")

    assert Visitor(app).get(link).status_code == 410
    assert company_today(OLEG) is None


def test_who_leaves_keeps_the_account_and_loses_the_company(app, tomas):
    mei = a_person("Mei Tanaka", Role.PARTNER_ADMIN, company=a_company())
    joined_days_ago(mei, 30)
    browser = Visitor(app).sign_in(mei)
    assert browser.get("/team").status_code == 200

    tomas.post(f"/team/{mei.id}/departure")

    assert browser.get("/team").status_code == 403
    assert browser.get("/account").status_code == 200
    row = db.session.scalars(select(Affiliation).filter_by(person_id=mei.id)).one()
    assert row.ends == clock.now().date()
    deed = db.session.scalars(
        select(AuditEvent).filter_by(action="accounts.affiliation.ended")
    ).one()
    assert (deed.subject_id, deed.company_id) == (str(mei.id), row.company_id)


def test_an_admin_of_one_company_is_no_admin_of_the_next(app, tomas):
    mei = a_person(
        "Mei Tanaka", Role.PARTNER_ADMIN, company=a_company(), password=PASSWORD
    )
    joined_days_ago(mei, 30)
    tomas.post(f"/team/{mei.id}/departure")
    vera = a_person("Vera Klein", Role.PARTNER_ADMIN, company=a_company("vega", "Vega"))

    invite(Visitor(app).sign_in(vera), "mei.tanaka@example.com")

    assert company_today("mei.tanaka@example.com") == "vega"
    assert roles_of("mei.tanaka@example.com") == {"engineer"}


def test_nobody_ends_their_own_place_in_the_team(tomas):
    me = the_person("tomas.bergstrom@example.com")

    answer = tomas.post(f"/team/{me.id}/departure")

    assert answer.status_code == 409
    assert company_today("tomas.bergstrom@example.com") == "northlight"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/invitation"),
        ("POST", "/invitation/withdrawal"),
        ("POST", "/departure"),
    ],
)
def test_people_of_other_companies_do_not_exist(tomas, method, path):
    rival = a_person("Rival Engineer", company=a_company("vega", "Vega Cloud"))
    free = a_person("Free Engineer")

    for person in (rival, free):
        answer = (
            tomas.get(f"/team/{person.id}{path}")
            if method == "GET"
            else tomas.post(f"/team/{person.id}{path}")
        )
        assert answer.status_code == 404
    assert company_today("rival.engineer@example.com") == "vega"
    assert letters_to("rival.engineer@example.com") == []


def test_an_admin_without_a_company_sees_no_team(visitor):
    visitor.sign_in(a_person("Lone Admin", Role.PARTNER_ADMIN))

    assert visitor.get("/team").status_code == 404
    assert invite(visitor, OLEG).status_code == 404
    assert the_person(OLEG) is None


def test_the_roster_shows_the_team_of_today_and_nobody_else(tomas):
    a_person("Mei Tanaka", company=a_company())
    a_person("Rival Engineer", company=a_company("vega", "Vega Cloud"))
    gone = a_person("Rafael Brandao", company=a_company())
    joined_days_ago(gone, 30)
    tomas.post(f"/team/{gone.id}/departure")
    tomas.get("/account")

    page = tomas.get("/team").text

    names = ("Tomas Bergstrom", "Mei Tanaka", "Rival Engineer", "Rafael Brandao")
    assert [name in page for name in names] == [True, True, False, False]
    assert "2 people are with Northlight Systems today." in page


def test_the_roster_is_searched_by_name_and_address(tomas):
    a_person("Mei Tanaka", company=a_company())

    assert "Mei Tanaka" in tomas.get("/team?q=TANAKA@").text
    assert "Mei Tanaka" not in tomas.get("/team?q=zzz").text
    assert "Mei Tanaka" not in tomas.get("/team?q=%25").text


@pytest.mark.parametrize("people", [1, 3])
def test_the_roster_takes_six_queries_for_any_number_of_people(tomas, queries, people):
    for number in range(people - 1):
        a_person(f"Engineer {chr(65 + number)}", company=a_company())
    queries.clear()

    tomas.get("/team")

    mine = [q for q in queries if "programme" not in q]
    assert len(mine) == 6, mine


def test_a_second_company_for_one_person_is_refused_by_the_service(app):
    mei = a_person("Mei Tanaka", company=a_company())
    vega = a_company("vega", "Vega Cloud")

    with pytest.raises(services.AlreadyAffiliated), transaction():
        services.affiliate(
            db.session.get_one(Person, mei.id),
            db.session.get_one(Company, vega.id),
            starts=clock.now().date(),
            by=SYSTEM,
            now=clock.now(),
        )

    assert db.session.scalar(select(func.count(Affiliation.id))) == 1


def test_a_russian_name_is_found_in_any_case(visitor):
    """SQLite by itself folds the case of Latin letters only."""
    company = a_company()
    visitor.sign_in(a_person("Tomas Bergstrom", Role.PARTNER_ADMIN, company=company))
    maria = a_person("Maria Orlova", company=company)
    with transaction():
        maria.name = "Мария Орлова"

    assert "Мария Орлова" in visitor.get("/team?q=орлова").text
