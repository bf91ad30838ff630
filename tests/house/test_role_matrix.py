"""Every role at every door: who may come in comes in, everybody else does not."""

import json
import re

from click.testing import CliRunner

from lms.accounts.rules.roles import Role
from lms.cli import lms
from lms.doors import doors
from tests.people import Visitor, a_company, a_person

INSIDE = {200, 302, 404}
"""404 is an answer from inside: there is nothing yet, or nothing for this person."""


def pages(app) -> list[dict]:
    """Every door that opens with GET and needs no number or name in its address."""
    return [
        door
        for door in doors(app)
        if door["method"] == "GET" and "<" not in door["route"]
    ]


def _some_value(part: re.Match[str]) -> str:
    """A value that fits: `<string(length=64):name>` wants sixty-four characters."""
    length = re.search(r"length=(\d+)", part[0])
    return "1" * int(length[1]) if length else "1"


def is_turned_away(answer, status: int) -> bool:
    if status == 401 and not answer.request.path.startswith("/api/"):
        return answer.status_code == 302 and answer.location.startswith("/sign-in")
    return answer.status_code == status


def test_every_page_opens_for_its_roles_and_for_nobody_else(app):
    surprises = {}
    for role in Role:
        company = a_company() if role in (Role.ENGINEER, Role.PARTNER_ADMIN) else None
        visitor = Visitor(app).sign_in(
            a_person(f"Person {role.title()}", role, company=company)
        )
        for door in pages(app):
            answer = visitor.get(door["route"])
            may = door["permission"] == "public" or role in door["roles"]
            as_declared = (
                answer.status_code in INSIDE if may else is_turned_away(answer, 403)
            )
            if not as_declared:
                surprises[role, door["route"]] = answer.status_code
    assert surprises == {}


def test_strangers_come_in_where_everybody_may_and_nowhere_else(app):
    surprises = {}
    for door in pages(app):
        answer = Visitor(app).get(door["route"])
        if door["permission"] == "public":
            as_declared = answer.status_code in INSIDE
        else:
            as_declared = is_turned_away(answer, 401)
        if not as_declared:
            surprises[door["route"]] = answer.status_code
    assert surprises == {}


def test_strangers_change_nothing_that_is_not_public(app):
    surprises = {}
    visitor = Visitor(app)
    headers = {"X-CSRFToken": visitor.token()}
    for door in doors(app):
        if door["permission"] == "public" or door["method"] == "GET":
            continue
        path = re.sub(r"<[^>]*>", _some_value, door["route"])
        answer = visitor.open(door["method"], path, headers=headers)
        if answer.status_code not in (302, 401):
            surprises[door["method"], path] = answer.status_code
        elif answer.status_code == 302 and "/sign-in" not in answer.location:
            surprises[door["method"], path] = answer.location
    assert surprises == {}


def test_the_doors_are_listed_for_programs(tmp_path, monkeypatch):
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    outcome = CliRunner().invoke(lms, ["routes", "--json"])

    listed = {(d["route"], d["method"]): d for d in json.loads(outcome.output)}

    assert listed["/team", "GET"] == {
        "route": "/team",
        "method": "GET",
        "endpoint": "accounts_team.show_team",
        "permission": "accounts.team",
        "roles": ["partner_admin"],
    }
    assert listed["/sign-in", "POST"]["permission"] == "public"
    assert "closed" not in {door["permission"] for door in listed.values()}
