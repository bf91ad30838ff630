"""A company's certificates: what ends first, and nothing of anybody else."""

from datetime import timedelta

import pytest

from certificates.awards.models import Certificate
from certificates.awards.services import revoke
from lms.accounts.models import Affiliation
from lms.accounts.rules.roles import Role
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from tests.certificates.conftest import NOW, a_certificate
from tests.factories import a_certification, a_programme
from tests.people import a_company, a_person

TERM = timedelta(days=730)
"""Two years, none of them a leap year."""


def ending_in(person, certification, days):
    return a_certificate(person, certification, at=NOW - TERM + timedelta(days=days))


@pytest.fixture
def admin(visitor):
    a_programme()
    tomas = a_person("Tomas Berg", Role.PARTNER_ADMIN, company=a_company())
    return visitor.sign_in(tomas)


@pytest.fixture
def team(admin):
    """Two colleagues with certificates, and somebody of another company with one."""
    administrator = a_certification()
    architect = a_certification("architect", "Cloud Architect")
    ada = a_person("Ada Lovelace", company=a_company())
    bob = a_person("Bob Stone", company=a_company())
    eve = a_person("Eve Other", company=a_company("sever", "Sever"))
    return {
        "late": ending_in(ada, administrator, 400).number,
        "next": ending_in(ada, architect, 20).number,
        "soon": ending_in(bob, administrator, 80).number,
        "past": ending_in(bob, architect, -10).number,
        "not ours": ending_in(eve, administrator, 5).number,
    }


def listed(page, team):
    found = [name for name, number in team.items() if number in page.text]
    return sorted(found, key=lambda name: page.text.index(team[name]))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["next", "soon", "late", "past"]),
        ("?ending=30", ["next"]),
        ("?ending=90", ["next", "soon"]),
        ("?certification=administrator", ["soon", "late"]),
        ("?person=lovelace", ["next", "late"]),
        ("?person=bob.stone@", ["soon", "past"]),
        ("?state=expired", ["past"]),
        ("?state=revoked", []),
        ("?state=nonsense&ending=31", ["next", "soon", "late", "past"]),
    ],
)
def test_the_roster_begins_with_what_ends_first(admin, team, asked, found):
    page = admin.get(f"/team/certificates{asked}")

    assert page.status_code == 200
    assert listed(page, team) == found


def test_who_left_takes_their_certificates_along(admin, team):
    row = db.session.query(Affiliation).join(Affiliation.person)
    bob = row.filter_by(name="Bob Stone").one().id
    with transaction():
        left = db.session.get_one(Affiliation, bob)
        left.starts, left.ends = NOW.date() - timedelta(days=9), NOW.date()

    assert listed(admin.get("/team/certificates"), team) == ["next", "late"]


def test_what_was_revoked_does_not_end_soon(admin, team):
    held = db.session.query(Certificate).filter_by(number=team["next"]).one().id
    with transaction():
        revoke(held, "Rules of the exam broken.", by=SYSTEM, now=NOW)

    page = admin.get("/team/certificates?ending=90")
    assert listed(page, team) == ["soon"]
    assert "1 ends within 90 days." in page.text


def test_an_empty_roster_says_how_it_fills(admin):
    page = admin.get("/team/certificates")

    assert "Nobody in your team holds a certificate yet" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_takes_as_many_queries_for_three_as_for_one(admin, queries, count):
    administrator = a_certification()
    for name in ("Ada Lovelace", "Bob Stone", "Carl Gauss")[:count]:
        a_certificate(a_person(name, company=a_company()), administrator)
    admin.get("/team/certificates")
    db.session.remove()
    queries.clear()

    admin.get("/team/certificates")

    assert len(queries) == 6
