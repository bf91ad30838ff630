"""Administrators look after people, roles and companies."""

import pytest
from sqlalchemy import select

from lms.accounts.models import Company, Person, RoleGrant
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db
from tests.accounts.letters import letters_to, link_in
from tests.people import Visitor, a_company, a_person

NEW = {
    "name": "Vera Klein",
    "email": "Vera.Klein@example.com",
    "roles": ["author", "reviewer"],
    "company_id": 0,
    "language": "ru",
}


@pytest.fixture
def maria(app, visitor) -> Visitor:
    """A browser of the only administrator."""
    return visitor.sign_in(a_person("Maria Lindqvist", Role.ADMIN))


def roles_of(person: Person) -> set[str]:
    db.session.rollback()
    return set(
        db.session.scalars(select(RoleGrant.role).filter_by(person_id=person.id))
    )


def test_a_new_person_gets_roles_and_a_letter_in_their_language(app, maria):
    answer = maria.post("/people", NEW)

    person = db.session.scalars(
        select(Person).filter_by(email="vera.klein@example.com")
    ).one()
    assert answer.location == f"/people/{person.id}"
    assert roles_of(person) == {"author", "reviewer"}
    letter = letters_to("vera.klein@example.com")[0]
    assert letter.subject == "Приглашение в Laurel Partner Learning"
    assert Visitor(app).get(link_in(letter)).status_code == 200


def test_an_address_has_one_account(maria):
    a_person("Vera Klein")

    answer = maria.post("/people", NEW)

    assert answer.status_code == 409
    assert letters_to("vera.klein@example.com") == []


def test_a_partner_admin_needs_a_company(maria):
    northlight = a_company()
    wanted = {**NEW, "roles": ["partner_admin"]}

    without = maria.post("/people", wanted)
    within = maria.post("/people", {**wanted, "company_id": northlight.id})

    assert (without.status_code, within.status_code) == (409, 302)


def test_roles_are_given_and_withdrawn_and_written_down(maria):
    ada = a_person()

    maria.post(f"/people/{ada.id}/roles", {"role": "grader"})
    given = roles_of(ada)
    maria.post(f"/people/{ada.id}/roles/grader/withdrawal")

    assert (given, roles_of(ada)) == ({"engineer", "grader"}, {"engineer"})
    deeds = db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("accounts.role"))
        .order_by(AuditEvent.id.desc())
        .limit(2)
    )
    assert list(deeds) == ["accounts.role.withdrawn", "accounts.role.granted"]


def test_nobody_changes_their_own_roles_or_closes_their_own_account(maria):
    me = db.session.scalars(select(Person)).one()
    a_person("Second Admin", Role.ADMIN)
    codes = [
        maria.post(f"/people/{me.id}/roles", {"role": "auditor"}).status_code,
        maria.post(f"/people/{me.id}/roles/admin/withdrawal").status_code,
        maria.post(f"/people/{me.id}/closure").status_code,
    ]

    assert codes == [409, 409, 409]
    assert roles_of(me) == {"admin"}
    assert db.session.get_one(Person, me.id).closed_at is None


def test_the_last_administrator_stays(app):
    from lms.accounts import people_services
    from lms.accounts.errors import LastAdmin
    from lms.kernel import clock
    from lms.kernel.actor import SYSTEM
    from lms.kernel.db import transaction

    last = a_person("Last Admin", Role.ADMIN)
    gone = a_person("Gone Admin", Role.ADMIN)
    now = clock.now()
    with transaction():
        person = db.session.get_one(Person, gone.id)
        people_services.close_account(person, by=SYSTEM, now=now)

    for deed in (
        lambda p: people_services.take_role(p, Role.ADMIN, by=SYSTEM, now=now),
        lambda p: people_services.close_account(p, by=SYSTEM, now=now),
    ):
        with pytest.raises(LastAdmin), transaction():
            deed(db.session.get_one(Person, last.id))

    assert roles_of(last) == {"admin"}
    assert db.session.get_one(Person, last.id).closed_at is None


def test_who_only_sees_people_changes_nothing(visitor):
    ada = a_person()
    visitor.sign_in(a_person("Iris van den Berg", Role.PROGRAMME_MANAGER))
    assert visitor.get(f"/people/{ada.id}").status_code == 200
    codes = {
        visitor.post(f"/people/{ada.id}/roles", {"role": "admin"}).status_code,
        visitor.post(f"/people/{ada.id}/roles/engineer/withdrawal").status_code,
        visitor.post(f"/people/{ada.id}/closure").status_code,
        visitor.post(f"/people/{ada.id}/invitation").status_code,
        visitor.post("/people", NEW).status_code,
        visitor.post("/companies", {"name": "X", "slug": "x"}).status_code,
    }

    assert codes == {403}
    assert roles_of(ada) == {"engineer"}


def test_people_are_found_by_letters_role_and_company(maria):
    northlight = a_company()
    a_person("Mei Tanaka", company=northlight)
    a_person("Ann Author", Role.AUTHOR)

    def found(query: str) -> list[bool]:
        page = maria.get(f"/people?{query}").text
        return ["Mei Tanaka" in page, "Ann Author" in page]

    assert found("") == [True, True]
    assert found("q=tanak") == [True, False]
    assert found("role=author") == [False, True]
    assert found(f"company={northlight.id}") == [True, False]
    assert found("role=nonsense&company=x") == [True, True]
    assert found("q=nobody+at+all") == [False, False]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_as_many_queries_for_three_people_as_for_one(
    maria, queries, people
):
    for number in range(people):
        a_person(f"Engineer {chr(65 + number)}", company=a_company())
    queries.clear()

    maria.get("/people")

    mine = [q for q in queries if "programme" not in q]
    assert len(mine) == 7, mine


def test_the_page_of_a_person_shows_deeds_to_those_who_may_see_the_trail(app, maria):
    ada = a_person()
    iris = Visitor(app).sign_in(a_person("Iris van den Berg", Role.PROGRAMME_MANAGER))

    assert "accounts.person.opened" in maria.get(f"/people/{ada.id}").text
    assert "accounts.person.opened" not in iris.get(f"/people/{ada.id}").text


def test_a_company_is_added_once_and_renamed(maria):
    fields = {"name": "Vega Cloud", "slug": "vega", "country": "DE"}
    first, second = maria.post("/companies", fields), maria.post("/companies", fields)
    company = db.session.scalars(select(Company)).one()

    renamed = maria.post(f"/companies/{company.id}/name", {"name": "Vega", "slug": "x"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert renamed.status_code == 302
    db.session.rollback()
    company = db.session.scalars(select(Company)).one()
    assert (company.name, company.slug) == ("Vega", "vega")


@pytest.mark.parametrize("slug", ["", "Vega", "a b", "../x", "vega\n", "-vega", "ве"])
def test_a_short_name_is_fit_for_an_address(maria, slug):
    answer = maria.post("/companies", {"name": "Vega", "slug": slug})

    # A line break at the end is taken off, like blanks.
    assert answer.status_code == (302 if slug.strip() == "vega" else 422)
