"""Who waits for a practical, who is found, and what a person sees of their own."""

from datetime import UTC, datetime, timedelta

import pytest

from exams.practicals import queries as practicals
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, transaction
from tests.certificates.lives import a_renewal_exam, renewal_passed
from tests.factories import (
    PRACTICAL,
    a_certification,
    a_pass,
    a_practical_result,
    a_score,
)
from tests.people import a_company, a_person

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LIST, OWN, SEARCH = "/practicals", "/practicals/own", "/practicals?q=a&certification="
LIST_QUERIES, SEARCH_QUERIES, OWN_QUERIES = 8, 5, 4


@pytest.fixture(autouse=True)
def _now(app, set_clock):
    set_clock(NOW)


@pytest.fixture
def architect(app):
    return a_certification(
        "architect", "Platform Architect", has_practical=True, practical=PRACTICAL
    )


@pytest.fixture
def grader(app):
    return a_person("Irina Melnikova", Role.GRADER)


def names_waiting(certification):
    waiting = practicals.waiting([certification.id])
    return [attempt.person.name for attempt in db.session.scalars(waiting)]


def test_who_passed_the_exam_waits_the_longest_first(architect):
    for name, days in (("Ada Lovelace", 3), ("Bob Stone", 9), ("Cleo Rivers", 5)):
        a_pass(a_person(name), architect, finished_at=NOW - timedelta(days=days))

    assert names_waiting(architect) == ["Bob Stone", "Cleo Rivers", "Ada Lovelace"]


def test_who_passes_a_renewal_exam_waits_for_no_practical(architect):
    ada, exam = a_person("Ada Lovelace"), a_renewal_exam(architect)
    renewal_passed(ada, exam, at=NOW)

    assert names_waiting(architect) == []


def test_a_failed_practical_leaves_the_person_waiting_and_a_passed_one_does_not(
    architect,
):
    ada, bob = a_person("Ada Lovelace"), a_person("Bob Stone")
    a_pass(ada, architect)
    a_pass(bob, architect)

    a_practical_result(ada, architect, earned=69)
    a_practical_result(bob, architect, earned=70)

    assert names_waiting(architect) == ["Ada Lovelace"]


def test_a_renewal_asks_for_a_new_practical(architect):
    ada = a_person("Ada Lovelace")
    a_pass(ada, architect, finished_at=NOW - timedelta(days=700))
    a_practical_result(ada, architect, recorded_at=NOW - timedelta(days=690))
    assert names_waiting(architect) == []

    a_pass(ada, architect)

    assert names_waiting(architect) == ["Ada Lovelace"]


def test_one_practical_is_enough_for_an_exam_that_was_passed_twice(architect):
    ada = a_person("Ada Lovelace")
    a_pass(ada, architect, finished_at=NOW - timedelta(days=500))
    a_pass(ada, architect, finished_at=NOW - timedelta(days=20))
    assert names_waiting(architect) == ["Ada Lovelace"]

    a_practical_result(ada, architect)

    assert names_waiting(architect) == []


def test_a_practical_before_the_exam_counts_as_well(architect):
    ada = a_person("Ada Lovelace")
    a_practical_result(ada, architect, recorded_at=NOW - timedelta(days=20))

    a_pass(ada, architect)

    assert names_waiting(architect) == []


def test_only_the_newest_score_of_an_attempt_counts(architect):
    ada, bob = a_person("Ada Lovelace"), a_person("Bob Stone")
    a_score(a_pass(ada, architect, earned=20), 30, number=2)
    a_score(a_pass(bob, architect, earned=30), 20, number=2)

    assert names_waiting(architect) == ["Ada Lovelace"]


def test_an_exam_without_a_practical_and_a_closed_account_wait_for_nothing(
    architect, grader, visitor
):
    administrator = a_certification()
    a_pass(a_person("Ada Lovelace"), administrator)
    bob = a_person("Bob Stone")
    a_pass(bob, architect)
    with transaction():
        bob.closed_at = NOW

    page = visitor.sign_in(grader).get(LIST)

    assert "Nobody waits" in page.text
    assert "Ada Lovelace" not in page.text
    assert "Bob Stone" not in page.text


def test_graders_find_people_of_every_company_by_name_and_address(
    architect, grader, visitor
):
    north, south = a_company(), a_company("southlight", "Southlight")
    a_person("Ada Lovelace", company=north)
    a_person("Ада Климова", company=south)
    visitor.sign_in(grader)

    found = {
        typed: visitor.get(f"/practicals?q={typed}&certification=architect").text
        for typed in ("LOVEL", "ada.lovelace@", "климова", "%25")
    }
    found["no certification"] = visitor.get("/practicals?q=LOVEL").text

    assert "Northlight Systems" in found["LOVEL"]
    assert "Ada Lovelace" in found["ada.lovelace@"]
    assert "Southlight" in found["климова"]
    assert "Nobody found" in found["%25"]
    assert "Northlight Systems" in found["no certification"]


def test_an_engineer_sees_only_their_own_results(architect, visitor):
    ada, bob = a_person("Ada Lovelace"), a_person("Bob Stone")
    own = a_practical_result(ada, architect, earned=81)
    foreign = a_practical_result(bob, architect, earned=93)
    visitor.sign_in(ada)

    assert visitor.get(f"/practicals/results/{own.id}").status_code == 200
    assert visitor.get(f"/practicals/results/{foreign.id}").status_code == 404
    page = visitor.get(OWN).text
    assert "81 of 100" in page
    assert "93 of 100" not in page


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.PARTNER_ADMIN, Role.ADMIN])
def test_only_graders_open_the_list_and_the_form(architect, visitor, role):
    ada = a_person("Ada Lovelace")
    visitor.sign_in(a_person("Carl Other", role))

    answers = [
        visitor.get(LIST).status_code,
        visitor.get(f"/practicals/architect/{ada.id}").status_code,
        visitor.post(f"/practicals/architect/{ada.id}").status_code,
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("address", ["architect/999", "nothing/1"])
def test_an_unknown_person_or_certification_is_404(architect, grader, visitor, address):
    assert visitor.sign_in(grader).get(f"/practicals/{address}").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_every_list_takes_the_same_queries_for_one_row_and_for_three(
    architect, grader, visitor, queries, rows
):
    company = a_company()
    people = [a_person(f"Ada Number{n}", company=company) for n in range(rows)]
    for person in people:
        a_pass(person, architect)
        a_practical_result(person, architect, earned=60)
    addresses = {
        LIST: (grader, LIST_QUERIES),
        f"{SEARCH}architect": (grader, SEARCH_QUERIES),
        OWN: (people[0], OWN_QUERIES),
    }
    for _ in range(rows):
        a_practical_result(people[0], architect, earned=61)

    for address, (person, count) in addresses.items():
        visitor.sign_in(person)
        queries.clear()
        page = visitor.get(address)
        assert (page.status_code, address, len(queries)) == (200, address, count)


def test_a_retired_certification_keeps_its_title_in_the_results(architect, visitor):
    ada = a_person("Ada Lovelace")
    a_practical_result(ada, architect)
    with transaction():
        db.session.merge(architect).retired_at = NOW

    page = visitor.sign_in(ada).get(OWN)

    assert "Platform Architect" in page.text
