"""The pages of the partner room, as people see them."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest

from certificates.awards.models import Suspension
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, transaction
from lms.partners.models import FactWithdrawal, PartnerFact
from lms.partners.rules.facts import Kind
from tests.partners.rows import (
    NOON,
    TODAY,
    a_certificate,
    a_fact,
    a_registered_partner,
    an_engineer,
    leaves,
    revoked,
    the_rules,
)
from tests.people import a_company, a_person


@pytest.fixture(autouse=True)
def noon(set_clock):
    set_clock(NOON)


def northlight(certificates=0, implementations=0):
    """A registered partner whose people hold so many certificates."""
    company = a_company()
    a_registered_partner(company, implementations)
    for number in range(certificates):
        a_certificate(an_engineer(f"Engineer {number + 1}", company))
    return company


def an_admin(company):
    return a_person("Tomas Berg", Role.PARTNER_ADMIN, company=company)


def a_manager():
    return a_person("Marina Orlova", Role.PROGRAMME_MANAGER)


def test_a_partner_admin_sees_the_scorecard_of_their_company(visitor):
    the_rules()
    visitor.sign_in(an_admin(northlight(3, 2)))

    page = visitor.get("/scorecard")

    assert page.status_code == 200
    assert "Northlight Systems" in page.text
    assert "By today’s facts: Select" in page.text
    assert "3 certifications held by 3 people" in page.text
    assert (
        "Needs 7 more certifications and 8 more customer implementations" in page.text
    )


def test_who_sees_all_partners_chooses_one_first(visitor):
    answer = visitor.sign_in(a_manager()).get("/scorecard")
    assert (answer.status_code, answer.location) == (302, "/partners")


def test_a_partner_admin_without_a_company_is_told_so(visitor):
    visitor.sign_in(a_person("Tomas Berg", Role.PARTNER_ADMIN))
    page = visitor.get("/scorecard")
    assert "You are not with a partner today" in page.text


def test_an_engineer_may_not_open_the_scorecard(visitor):
    the_rules()
    visitor.sign_in(an_engineer("Ada Lovelace", northlight()))
    assert visitor.get("/scorecard").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/partners/{}/scorecard",
        "/partners/{}/scorecard.csv",
        "/api/v1/partners/{}/scorecard",
    ],
)
def test_another_company_does_not_exist_for_a_partner_admin(visitor, address):
    the_rules()
    northlight(1)
    own = a_company("atlas", "Atlas Integration")
    visitor.sign_in(an_admin(own))

    answers = [
        visitor.get(address.format(slug)) for slug in ("northlight", "nobody", "atlas")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 200]
    assert not any("Engineer 1" in answer.text for answer in answers)


def test_a_manager_sees_the_scorecard_of_every_company(visitor):
    the_rules()
    northlight(1)
    page = visitor.sign_in(a_manager()).get("/partners/northlight/scorecard")
    assert (page.status_code, "Engineer 1" in page.text) == (200, True)


def test_the_scorecard_can_be_read_as_of_a_day(visitor):
    the_rules()
    visitor.sign_in(an_admin(northlight(3, 2)))
    page = visitor.get("/partners/northlight/scorecard?on=2026-03-01")
    assert "By the facts of 1 March 2026: Registered" in page.text


def test_a_day_that_is_none_is_refused(visitor):
    the_rules()
    visitor.sign_in(an_admin(northlight()))
    for typed in ("yesterday", "2026-02-30", "1066-10-14", "9999-12-31"):
        answer = visitor.get(f"/partners/northlight/scorecard?on={typed}")
        assert answer.status_code == 422


def test_a_day_before_all_rules_has_no_scorecard(visitor):
    the_rules()
    visitor.sign_in(an_admin(northlight()))
    page = visitor.get("/partners/northlight/scorecard?on=2025-12-31")
    assert "No tier rules were in force on 31 December 2025" in page.text
    export = visitor.get("/partners/northlight/scorecard.csv?on=2025-12-31")
    assert export.status_code == 404


def test_every_certificate_has_a_receipt_with_its_reason(visitor):
    the_rules()
    company = northlight()
    ada = an_engineer("Ada Lovelace", company)
    old = a_certificate(ada, expires_on=date(2027, 1, 1))
    new = a_certificate(ada, issued_on=date(2026, 10, 1), expires_on=date(2028, 1, 1))
    a_certificate(ada, "architect", expires_on=TODAY + timedelta(days=84))
    revoked(a_certificate(an_engineer("Bo Ek", company)), on=date(2026, 6, 1))
    gone = an_engineer("Rafael Brandão", company)
    a_certificate(gone)
    leaves(gone, on=date(2026, 10, 3))
    late = an_engineer("Mei Tanaka", company)
    a_certificate(late, expires_on=TODAY)
    visitor.sign_in(an_admin(company))

    page = visitor.get("/scorecard")

    assert "Receipt: 6 certificates, 2 counted, 4 not" in page.text
    for said in (
        "Yes, for 84 more days",
        f"No: replaced by {new.number}",
        "No: revoked on 1 June 2026",
        "No: not with the company since 3 October 2026",
        "No: expired on 22 November 2026",
    ):
        assert said in page.text
    assert old.number in page.text


def test_page_export_and_api_say_the_same(visitor):
    the_rules()
    company = northlight(3, 2)
    ada = an_engineer("Ada Lovelace", company)
    a_certificate(ada)
    a_certificate(ada, "architect")
    a_certificate(ada, "security", expires_on=TODAY)
    visitor.sign_in(an_admin(company))

    page = visitor.get("/scorecard")
    export = visitor.get("/partners/northlight/scorecard.csv")
    answer = visitor.get("/api/v1/partners/northlight/scorecard").json

    rows = list(csv.DictReader(StringIO(export.text.removeprefix("\ufeff"))))
    counted = [row for row in rows if row["counts"] == "yes"]
    assert answer["certifications"] == {"counted": 5, "people": 4}
    assert (len(counted), len({row["person"] for row in counted})) == (5, 4)
    assert "5 certifications held by 4 people" in page.text
    assert [(row["number"], row["reason"]) for row in rows] == [
        (receipt["number"], receipt["reason"]) for receipt in answer["receipts"]
    ]


def test_the_export_runs_no_formula_of_a_name(visitor):
    the_rules()
    company = northlight()
    a_certificate(an_engineer("=1+1", company))
    visitor.sign_in(an_admin(company))
    export = visitor.get("/partners/northlight/scorecard.csv").text
    assert ",'=1+1," in export


def test_the_page_says_what_ends_when(visitor):
    the_rules()
    company = northlight(1, 2)
    for name in ("Ekaterina Sokolova", "Oleg Petrov"):
        a_certificate(an_engineer(name, company), expires_on=date(2027, 2, 14))
    visitor.sign_in(an_admin(company))

    page = visitor.get("/scorecard")

    assert "Without action: Registered from 14 February 2027" in page.text
    assert (
        "On 14 February 2027 the certifications that count go from 3 to 1." in page.text
    )
    assert "Oleg Petrov, Cloud Foundations" in page.text


def test_the_list_begins_with_who_is_closest_to_the_next_tier(visitor):
    the_rules()
    northlight(1, 2)
    atlas = a_company("atlas", "Atlas Integration")
    a_fact(atlas, Kind.AGREEMENT_SIGNED)
    helix = a_company("helix", "Helix Partners")
    a_registered_partner(helix, 0)

    page = visitor.sign_in(a_manager()).get("/partners")

    names = ("Atlas Integration", "Northlight Systems", "Helix Partners")
    places = [page.text.index(name) for name in names]
    assert places == sorted(places)
    assert "somebody with basic training" in page.text


def test_the_list_can_be_searched_by_name_and_tier(visitor):
    the_rules()
    northlight(3, 2)
    a_company("atlas", "Atlas Integration")
    visitor.sign_in(a_manager())

    found = [
        [name in visitor.get(f"/partners?{asked}").text for name in ("Northl", "Atlas")]
        for asked in ("q=north", "tier=select", "tier=none", "q=zebra")
    ]

    assert found == [[True, False], [True, False], [False, True], [False, False]]


@pytest.mark.parametrize("companies", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(
    visitor, queries, companies
):
    the_rules()
    for number in range(companies):
        company = a_company(f"partner-{number}", f"Partner {number}")
        a_registered_partner(company, 1)
        a_certificate(an_engineer(f"Engineer {number}", company))
    visitor.sign_in(a_manager())
    visitor.get("/partners")
    queries.clear()

    page = visitor.get("/partners")

    assert page.text.count("link--row") == companies
    assert len(queries) == 7


@pytest.mark.parametrize("people", [1, 3])
def test_the_scorecard_asks_the_database_the_same_number_of_times(
    visitor, queries, people
):
    the_rules()
    visitor.sign_in(an_admin(northlight(people, people)))
    visitor.get("/scorecard")
    queries.clear()

    visitor.get("/scorecard")

    assert len(queries) == 8


def a_form(**changes):
    return {
        "kind": "revenue",
        "happened_on": "2026-11-01",
        "amount": "431 000.50",
        "note": "Invoice 7",
        **changes,
    }


def test_a_manager_records_revenue_to_the_cent(visitor):
    the_rules()
    northlight()

    answer = visitor.sign_in(a_manager()).post("/partners/northlight/facts", a_form())

    assert answer.status_code == 302
    fact = db.session.query(PartnerFact).filter_by(kind="revenue").one()
    assert (fact.amount, fact.note, fact.recorded_by.name) == (
        431_000_50,
        "Invoice 7",
        "Marina Orlova",
    )
    page = visitor.get("/partners/northlight")
    assert "$431,000.50" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "431,000"}, "Type whole dollars, or 431000.50 with cents"),
        ({"amount": "0"}, "Type whole dollars, or 431000.50 with cents"),
        ({"amount": ""}, "Type whole dollars, or 431000.50 with cents"),
        ({"kind": "implementation", "amount": "2"}, "Only revenue has an amount."),
        ({"kind": "liked"}, "Not a valid choice"),
        ({"note": " "}, "Name the proof: a contract, a customer, an invoice"),
        ({"note": "x" * 301}, "Use 300 characters at most"),
        ({"happened_on": "1.11.2026"}, "Give the day as year, month, day: 2026-11-22"),
        ({"happened_on": ""}, "Give the day since which it is true"),
    ],
)
def test_a_fact_that_does_not_fit_is_explained(visitor, changes, said):
    northlight()
    visitor.sign_in(a_manager())

    page = visitor.post("/partners/northlight/facts", a_form(**changes))

    assert (page.status_code, said in page.text) == (422, True)
    assert db.session.query(PartnerFact).filter_by(note="Invoice 7").count() == 0


def test_a_refused_fact_keeps_the_form(visitor):
    northlight()
    visitor.sign_in(a_manager())
    page = visitor.post(
        "/partners/northlight/facts", a_form(happened_on="2026-11-23", note="Later")
    )
    assert page.status_code == 409
    assert "This day is still to come." in page.text
    assert 'value="Later"' in page.text


def test_a_withdrawn_fact_stays_to_be_read_and_does_not_count(visitor):
    the_rules()
    company = northlight(3, 1)
    fact = a_fact(company, Kind.IMPLEMENTATION, note="Second customer")
    visitor.sign_in(a_manager())
    before = visitor.get("/partners/northlight/scorecard").text

    form = visitor.get(f"/partners/northlight/facts/{fact.id}")
    answer = visitor.post(
        f"/partners/northlight/facts/{fact.id}/withdrawal", {"reason": "never live"}
    )

    assert (form.status_code, answer.status_code) == (200, 302)
    after = visitor.get("/partners/northlight/scorecard").text
    assert ("facts: Select" in before, "facts: Registered" in after) == (True, True)
    page = visitor.get("/partners/northlight").text
    assert "Second customer" in page
    assert "never live" in page


def test_a_withdrawal_says_why(visitor):
    company = northlight()
    fact = a_fact(company, Kind.IMPLEMENTATION, note="Second customer")
    visitor.sign_in(a_manager())
    address = f"/partners/northlight/facts/{fact.id}/withdrawal"
    page = visitor.post(address, {"reason": ""})
    assert page.status_code == 422
    assert "Say what was wrong with it" in page.text
    assert db.session.query(FactWithdrawal).count() == 0


def test_a_fact_is_found_under_its_own_partner_only(visitor):
    fact = a_fact(northlight(), Kind.IMPLEMENTATION, note="Second customer")
    a_company("atlas", "Atlas Integration")
    visitor.sign_in(a_manager())
    here, there = (
        visitor.post(f"/partners/{slug}/facts/{fact.id}/withdrawal", {"reason": "x"})
        for slug in ("atlas", "northlight")
    )
    assert (here.status_code, there.status_code) == (404, 302)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PARTNER_ADMIN])
def test_only_the_programme_records_facts(visitor, role):
    company = northlight()
    who = a_person("Vera Watch", role, company=company)
    visitor.sign_in(who)
    answer = visitor.post("/partners/northlight/facts", a_form())
    assert answer.status_code == 403
    assert db.session.query(PartnerFact).filter_by(kind="revenue").count() == 0


def test_an_auditor_reads_the_facts_without_a_form(visitor):
    northlight(0, 1)
    visitor.sign_in(a_person("Vera Watch", Role.AUDITOR))
    page = visitor.get("/partners/northlight").text
    assert "Customer 1" in page
    assert "/partners/northlight/facts" not in page


def test_a_suspension_is_seen_on_the_scorecard_the_same_day(visitor):
    company = a_company()
    the_rules()
    a_registered_partner(company)
    held_id = a_certificate(an_engineer("Ada Stone", company)).id
    address = "/partners/northlight/scorecard"
    visitor.sign_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    before = visitor.get(address).text

    with transaction():
        row = Suspension(certificate_id=held_id, suspended_on=TODAY, suspended_at=NOON)
        row.cause, row.reason = "identity", "Who sat it?"
        db.session.add(row)
    after = visitor.get(address).text

    assert "1 certification held by 1 person" in before
    assert "No certifications yet" in after
    assert "No: suspended since 22 November 2026" in after
