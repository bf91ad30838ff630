"""The demonstration: everybody once, with the password that is printed."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from certificates.awards.models import Certificate
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.config import Environment
from lms.demo import DEMO_PASSWORD, DemoRefused, demo_people, load_demo
from lms.kernel import clock
from lms.kernel.db import Model, db
from lms.partners import queries as partners
from lms.provision import COMMANDS


def run(app, name, *arguments):
    """A command of the product; an app context of its own, as in a terminal."""
    command = next(command for command in COMMANDS if command.name == name)
    return CliRunner().invoke(command, arguments, obj=app)


def counts():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
    }


def test_somebody_is_there_for_every_role_and_both_companies(nimbus):
    load_demo(now=clock.now())

    people = demo_people()
    assert {role for p in people for role in p["roles"]} == set(Role)
    assert {p["company"] for p in people} == {"northlight", "severnye-oblaka", None}


def test_everybody_can_sign_in_with_the_printed_password(nimbus, visitor):
    load_demo(now=clock.now())

    for person in demo_people():
        fields = {"email": person["email"], "password": person["password"]}
        assert visitor.post("/sign-in", fields).status_code == 302
        visitor.client.delete_cookie("laurel", domain="localhost")


def test_loading_again_changes_nothing(nimbus):
    load_demo(now=clock.now())
    before = counts()

    assert load_demo(now=clock.now() + timedelta(days=1)) == []
    assert counts() == before


def test_certificates_are_live_ending_soon_and_expired_and_marked_as_demo(nimbus):
    now = clock.now()
    load_demo(now=now)

    today, soon = now.date(), now.date() + timedelta(days=90)
    held = db.session.scalars(select(Certificate)).all()
    assert {c.is_demo for c in held} == {True}
    assert len([c for c in held if c.expires_on <= today]) == 2
    assert len([c for c in held if today < c.expires_on <= soon]) == 3
    assert len([c for c in held if soon < c.expires_on]) == 3


@pytest.mark.parametrize(
    ("slug", "tier"), [("northlight", "select"), ("severnye-oblaka", "registered")]
)
def test_the_companies_stand_on_two_tiers(nimbus, slug, tier):
    now = clock.now()
    load_demo(now=now)

    standings = partners.standings(partners.rules_on(now.date()), now.date())

    assert {c.slug: card.eligible.key for c, card in standings}[slug] == tier


@pytest.mark.parametrize("slug", ["northlight", "severnye-oblaka"])
def test_an_engineer_of_each_company_still_has_the_whole_way_ahead(nimbus, slug):
    load_demo(now=clock.now())

    certified = set(
        db.session.scalars(select(Person.email).join(Certificate.person).distinct())
    )
    engineers = {
        person["email"]
        for person in demo_people()
        if person["company"] == slug and person["roles"] == ["engineer"]
    }
    assert len(engineers - certified) == 1


def test_production_refuses_the_demonstration(nimbus):
    settings = nimbus.config["SETTINGS"]
    nimbus.config["SETTINGS"] = settings.model_copy(
        update={"env": Environment.PRODUCTION}
    )

    with pytest.raises(DemoRefused):
        load_demo(now=clock.now())

    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_the_commands_load_list_and_explain(nimbus, tmp_path):
    assert run(nimbus, "load-demo").output.startswith("17 people loaded")
    people = json.loads(run(nimbus, "demo-people", "--json").output)
    assert people[0] == {
        "email": "emma.sandberg@northlight.example",
        "password": DEMO_PASSWORD,
        "roles": ["engineer"],
        "company": "northlight",
    }

    refused = run(nimbus, "load-programme", str(tmp_path))
    assert (refused.exit_code, "programme.yaml:1:" in refused.output) == (2, True)


def test_a_token_from_the_command_line_opens_the_api(nimbus, visitor):
    load_demo(now=clock.now())
    token = run(nimbus, "token", "ines.carvalho@nimbus.example").output.strip()

    answer = nimbus.test_client().get(
        "/programme", headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code == 200
    assert run(nimbus, "token", "nobody@nimbus.example").exit_code == 1
