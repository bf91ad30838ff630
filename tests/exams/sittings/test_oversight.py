"""Attempts as those who oversee the programme see them."""

from datetime import UTC, datetime, timedelta

import pytest

from exams.marking.models import ScoreRun
from exams.sittings.models import Answer, AnswerEvent, Attempt
from lms.accounts.rules.roles import Role
from lms.kernel.db import db, transaction
from tests.exams.an_exam import an_exam, right, started
from tests.people import a_company, a_person

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LIST = "/oversight/attempts"
LIST_QUERIES, PAGE_QUERIES = 8, 17


@pytest.fixture(autouse=True)
def exam(app, set_clock):
    set_clock(NOW)
    return an_exam()


@pytest.fixture
def auditor(app):
    return a_person("Nina Auditor", Role.AUDITOR)


def saved(attempt, position, revision, at):
    event = AnswerEvent(
        attempt_id=attempt.id,
        position=position,
        op_id=f"op-{position}-{revision}",
        revision=revision,
        response=["b"],
        received_at=at,
    )
    with transaction():
        db.session.add(event)
        db.session.merge(
            Answer(
                attempt_id=attempt.id,
                position=position,
                revision=revision,
                response=["b"],
                saved_at=at,
            )
        )


def closed(person, earned, cause="handed_in", runs=1):
    """An attempt closed after 20 minutes, with this score out of 3."""
    attempt_id = started(person).id
    with transaction():
        attempt = db.session.get_one(Attempt, attempt_id)
        attempt.state, attempt.cause = "closed", cause
        attempt.finished_at = NOW + timedelta(minutes=20)
        for number in range(1, runs + 1):
            db.session.add(
                ScoreRun(
                    attempt_id=attempt_id,
                    number=number,
                    earned=earned,
                    possible=3,
                    pass_mark=80,
                    passed=earned == 3,
                    by_domain=[{"domain": "core", "earned": earned, "possible": 3}],
                    marked_at=NOW + timedelta(minutes=20),
                )
            )
    return attempt


def names(visitor, address, *people):
    page = visitor.get(address).text
    return [name for name in people if name in page]


def test_the_list_can_be_narrowed(auditor, visitor):
    north, south = a_company(), a_company("southlight", "Southlight")
    ada, bob = a_person("Ada Stone", company=north), a_person("Bob Reed", company=south)
    cleo, people = a_person("Cleo Moss"), ("Ada Stone", "Bob Reed", "Cleo Moss")
    closed(ada, 3)
    closed(bob, 1, cause="time_up")
    started(cleo)
    visitor.sign_in(auditor)

    found = {
        query: names(visitor, f"{LIST}?{query}", *people)
        for query in (
            "",
            "state=open",
            "state=passed",
            "state=failed",
            "state=handed_in",
            "state=time_up",
            "company=southlight",
            "person=ada",
            "person=cleo.moss@",
            "exam=foundations",
            "exam=none-of-ours",
            "state=passed&company=southlight",
        )
    }

    assert found == {
        "": list(people),
        "state=open": ["Cleo Moss"],
        "state=passed": ["Ada Stone"],
        "state=failed": ["Bob Reed"],
        "state=handed_in": ["Ada Stone"],
        "state=time_up": ["Bob Reed"],
        "company=southlight": ["Bob Reed"],
        "person=ada": ["Ada Stone"],
        "person=cleo.moss@": ["Cleo Moss"],
        "exam=foundations": list(people),
        "exam=none-of-ours": list(people),
        "state=passed&company=southlight": [],
    }


def test_an_attempt_tells_what_happened_and_when(auditor, visitor):
    attempt = closed(a_person("Ada Stone", company=a_company()), 3)
    saved(attempt, 2, 1, NOW + timedelta(minutes=4, seconds=9))
    saved(attempt, 2, 2, NOW + timedelta(minutes=5, seconds=11))

    page = visitor.sign_in(auditor).get(f"{LIST}/{attempt.id}")

    assert page.status_code == 200
    for words in (
        "Northlight Systems",
        "22 November 2026, 10:00 UTC",
        "Question 2, save 2",
        "10:04:09",
        "10:05:11",
        "22 November 2026, 11:00 UTC",
        "Handed in",
        "3 of 3",
    ):
        assert words in page.text


def test_an_attempt_names_its_question_versions_and_shows_nothing_of_them(
    auditor, visitor
):
    attempt = started(a_person("Ada Stone"))
    saved(attempt, 1, 1, NOW)
    secrets = [q.question.prompt["en"] for q in attempt.paper]
    secrets += [o["text"]["en"] for q in attempt.paper for o in q.question.options]
    secrets += [token for n in (1, 2, 3) for token in right(attempt, n)]
    codes = {f"{q.question.question.code} v1" for q in attempt.paper}

    page = visitor.sign_in(auditor).get(f"{LIST}/{attempt.id}").text

    assert {code for code in codes if code in page} == codes
    assert [secret for secret in [*secrets, "canary"] if secret in page] == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROGRAMME_MANAGER, 200),
        (Role.ADMIN, 200),
        (Role.AUDITOR, 200),
        (Role.PARTNER_ADMIN, 403),
        (Role.ENGINEER, 403),
        (Role.GRADER, 403),
    ],
)
def test_only_oversight_sees_attempts(visitor, role, status):
    company = a_company()
    attempt = started(a_person("Ada Stone", company=company))
    visitor.sign_in(a_person("Carl Other", role, company=company))

    answers = [visitor.get(LIST), visitor.get(f"{LIST}/{attempt.id}")]

    assert [answer.status_code for answer in answers] == [status, status]


def test_the_unfiltered_list_complains_of_nothing(auditor, visitor):
    page = visitor.sign_in(auditor).get(LIST)

    assert "No attempts yet" in page.text
    assert "field__error" not in page.text


def test_an_unknown_attempt_is_404(auditor, visitor):
    assert visitor.sign_in(auditor).get(f"{LIST}/999").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_queries_for_one_row_and_for_three(
    auditor, visitor, queries, rows
):
    company = a_company()
    for number in range(rows):
        person = a_person(f"Person {number}", company=company)
        attempt = closed(person, 3, runs=rows)
        for position in range(1, rows + 1):
            saved(attempt, position, 1, NOW)
    visitor.sign_in(auditor)

    for address, count in (
        (LIST, LIST_QUERIES),
        (f"{LIST}/{attempt.id}", PAGE_QUERIES),
    ):
        queries.clear()
        assert visitor.get(address).status_code == 200
        assert (address, len(queries)) == (address, count)
