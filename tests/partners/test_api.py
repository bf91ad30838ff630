"""The scorecard for programs."""

import pytest

from lms.accounts.rules.roles import Role
from lms.partners.rules.facts import Kind
from tests.partners.rows import (
    NOON,
    a_certificate,
    a_fact,
    a_registered_partner,
    an_engineer,
    the_rules,
)
from tests.people import a_company, a_person


@pytest.fixture(autouse=True)
def noon(set_clock):
    set_clock(NOON)


@pytest.fixture
def admin(visitor):
    the_rules()
    company = a_company()
    a_registered_partner(company, 2)
    for name in ("Ada Lovelace", "Bo Ek", "Mei Tanaka"):
        a_certificate(an_engineer(name, company))
    a_fact(company, Kind.REVENUE, amount=99_999_99)
    return visitor.sign_in(a_person("Tomas Berg", Role.PARTNER_ADMIN, company=company))


def test_a_program_reads_where_its_partner_stands(admin):
    answer = admin.get("/api/v1/partners/northlight/scorecard")

    body = answer.json
    receipts = body.pop("receipts")
    select = body.pop("tiers")[1]
    assert (answer.status_code, body) == (
        200,
        {
            "partner": "northlight",
            "on": "2026-11-22",
            "policy": "2026-1",
            "eligible_tier": "select",
            "certifications": {"counted": 3, "people": 3},
        },
    )
    assert select == {
        "key": "select",
        "met": True,
        "reached": True,
        "requires": [
            {
                "type": "certifications",
                "kind": None,
                "unit": "certificate",
                "have": 3,
                "need": 3,
                "met": True,
            },
            {
                "type": "events",
                "kind": "implementation",
                "unit": "event",
                "have": 2,
                "need": 2,
                "met": True,
            },
        ],
        "commitment": [
            {
                "type": "sum",
                "kind": "revenue",
                "unit": "cent",
                "have": 99_999_99,
                "need": 100_000_00,
                "met": False,
            }
        ],
    }
    assert receipts[0] == {
        "person": "Ada Lovelace",
        "certification": "foundations",
        "number": "NB-0001",
        "expires_on": "2028-01-10",
        "counts": True,
        "reason": "in_force",
        "since": None,
        "replaced_by": None,
    }


def test_a_program_may_ask_for_a_day(admin):
    answer = admin.get("/api/v1/partners/northlight/scorecard?on=2026-01-09")
    assert (answer.json["on"], answer.json["eligible_tier"]) == ("2026-01-09", None)


def test_a_day_that_is_none_is_refused_with_a_reason(admin):
    answer = admin.get("/api/v1/partners/northlight/scorecard?on=tomorrow")
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "unfit_day")


def test_the_scorecard_is_documented(app, visitor):
    paths = visitor.get("/api/v1/openapi.json").json["paths"]
    answers = paths["/api/v1/partners/{slug}/scorecard"]["get"]["responses"]
    assert sorted(answers) == ["200", "403", "404", "422"]
