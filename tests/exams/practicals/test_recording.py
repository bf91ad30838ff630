"""A grader records a practical: checked first, then for good."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from exams.practicals import services
from exams.practicals.errors import NoPractical, OwnPractical, UnfitResult
from exams.practicals.events import practical_recorded
from exams.practicals.models import PracticalResult
from lms.accounts.rules.roles import Role
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from tests.factories import PRACTICAL, a_certification
from tests.people import a_company, a_person, actor

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
POINTS = {"plan": 34, "cut-over": 40}


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def migration(app):
    return a_certification(
        "migration", "Migration Specialist", has_practical=True, practical=PRACTICAL
    )


@pytest.fixture
def grader(app):
    return a_person("Irina Melnikova", Role.GRADER)


def record(person, key, points, held_on=TODAY, comment="", *, by, seen=None):
    with transaction():
        return services.record_result(
            person.id, key, points, held_on, comment, None, by=by, now=NOW, seen=seen
        )


def marking(points=POINTS, **fields):
    typed = {f"points-{key}": str(value) for key, value in points.items()}
    return {"held_on": "2026-11-20", "comment": "", "seen": "0", **typed, **fields}


def rows():
    return db.session.scalar(sa.select(sa.func.count()).select_from(PracticalResult))


def hidden(page):
    """The fields a form carries unseen, as a browser would send them back."""
    tags = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return MultiDict((name, value) for name, value in tags if name != "csrf_token")


def test_a_result_keeps_rubric_company_and_grader_of_the_day(migration, grader):
    company = a_company()
    ada = a_person("Ada Lovelace", company=company)

    result = record(ada, "migration", POINTS, by=actor(grader))

    assert (result.earned, result.possible, result.passed) == (74, 100, True)
    assert (result.company_id, result.grader_id) == (company.id, grader.id)
    assert result.points == [
        {
            "criterion": "plan",
            "title": {"en": "Plan", "ru": "План"},
            "earned": 34,
            "possible": 40,
        },
        {
            "criterion": "cut-over",
            "title": {"en": "Cut-over", "ru": "Переход"},
            "earned": 40,
            "possible": 60,
        },
    ]


def test_a_day_before_the_company_counts_for_no_company(migration, grader):
    ada = a_person("Ada Lovelace", company=a_company())

    result = record(
        ada, "migration", POINTS, TODAY - timedelta(days=1), by=actor(grader)
    )

    assert result.company_id is None


def test_recording_is_audited_and_told_inside_the_transaction(migration, grader):
    ada, heard = a_person("Ada Lovelace"), []

    def hear(result, *, now):
        heard.append((result.id, result.earned, now, db.session().info["writing"]))

    with practical_recorded.connected_to(hear):
        result = record(ada, "migration", POINTS, by=actor(grader))

    assert heard == [(result.id, 74, NOW, True)]
    event = db.session.scalars(
        sa.select(AuditEvent).filter_by(action="practicals.result.recorded")
    ).one()
    assert (event.actor_id, event.subject_id) == (grader.id, str(result.id))
    assert event.after == {
        "person": ada.id,
        "certification": "migration",
        "held_on": "2026-11-22",
        "earned": 74,
        "possible": 100,
        "passed": True,
    }


def test_a_listener_that_fails_leaves_no_result_behind(migration, grader):
    ada = a_person("Ada Lovelace")

    def fail(result, *, now):
        raise RuntimeError("no certificate today")

    with practical_recorded.connected_to(fail), pytest.raises(RuntimeError):
        record(ada, "migration", POINTS, by=actor(grader))

    assert rows() == 0


@pytest.mark.parametrize(
    ("points", "held_on", "comment", "field", "sentence"),
    [
        (
            {"plan": 41, "cut-over": 60},
            TODAY,
            "",
            "points-plan",
            "Plan: type whole points from 0 to 40.",
        ),
        (
            {"plan": 40},
            TODAY,
            "",
            "points-cut-over",
            "Cut-over: type whole points from 0 to 60.",
        ),
        (
            {**POINTS, "style": 1},
            TODAY,
            "",
            None,
            "The rubric has changed. Open the form again.",
        ),
        (
            POINTS,
            TODAY + timedelta(days=1),
            "",
            "held_on",
            "This day is still to come. Give the day the practical was held.",
        ),
        (
            POINTS,
            date(2025, 11, 21),
            "",
            "held_on",
            "This day is more than a year ago. Check the year.",
        ),
        (
            {"plan": 0, "cut-over": 60},
            TODAY,
            " ",
            "comment",
            "Not passed: write what was missing, so that they can do better.",
        ),
        (
            POINTS,
            TODAY,
            "x" * 4001,
            "comment",
            "Write at most 4000 characters.",
        ),
    ],
)
def test_what_cannot_be_recorded_says_what_to_do(
    migration, grader, points, held_on, comment, field, sentence
):
    ada = a_person("Ada Lovelace")

    with pytest.raises(UnfitResult) as refusal:
        record(ada, "migration", points, held_on, comment, by=actor(grader))

    assert str(refusal.value) == sentence
    assert refusal.value.detail.get("field") == field
    assert rows() == 0


def test_nobody_marks_themselves(migration, grader, visitor):
    with pytest.raises(OwnPractical):
        record(grader, "migration", POINTS, by=actor(grader))

    page = visitor.sign_in(grader).get(f"/practicals/migration/{grader.id}")

    assert page.status_code == 409
    assert "Nobody marks themselves. Ask another grader." in page.text


def test_the_database_too_refuses_a_grader_who_marks_themselves(migration, grader):
    row = PracticalResult(
        person_id=grader.id,
        certification_id=migration.id,
        grader_id=grader.id,
        held_on=TODAY,
        points=[],
        earned=80,
        possible=100,
        pass_mark=70,
        passed=True,
        comment="",
        recorded_at=NOW,
    )

    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(row)


def test_a_certification_without_a_practical_takes_no_result(grader):
    a_certification("security", "Security Specialist")
    ada = a_person("Ada Lovelace")

    with pytest.raises(NoPractical, match=r"Security Specialist asks for no practical"):
        record(ada, "security", POINTS, by=actor(grader))


def test_the_first_sending_shows_the_mark_and_records_nothing(
    migration, grader, visitor
):
    ada = a_person("Ada Lovelace")

    page = visitor.sign_in(grader).post(f"/practicals/migration/{ada.id}", marking())

    assert page.status_code == 200
    assert "Record 74 of 100 for Ada Lovelace?" in page.text
    assert "Record as passed" in page.text
    assert rows() == 0


def test_the_second_sending_records_what_was_shown(migration, grader, visitor):
    ada = a_person("Ada Lovelace")
    address = f"/practicals/migration/{ada.id}"
    comment = 'Line one\r\n"quoted" <b>'
    shown = visitor.sign_in(grader).post(address, marking(comment=comment))

    answer = visitor.post(address, unescaped(shown.text) | {"step": "record"})

    result = db.session.scalars(sa.select(PracticalResult)).one()
    assert (answer.status_code, answer.location) == (
        303,
        f"/practicals/results/{result.id}",
    )
    assert (result.earned, result.held_on) == (74, date(2026, 11, 20))
    assert result.comment == 'Line one\n"quoted" <b>'


def test_going_back_keeps_everything_typed(migration, grader, visitor):
    ada = a_person("Ada Lovelace")
    address = f"/practicals/migration/{ada.id}"
    visitor.sign_in(grader)

    page = visitor.post(address, marking(comment="Good plan", step="change"))

    assert page.status_code == 200
    assert {'value="34"', 'value="40"', 'value="2026-11-20"'} <= set(
        re.findall(r'value="[^"]*"', page.text)
    )
    assert "Good plan</textarea>" in page.text
    assert rows() == 0


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({"points-plan": "41"}, "Type whole points from 0 to 40"),
        ({"points-plan": "3.5"}, "Type whole points from 0 to 40"),
        ({"points-plan": ""}, "Type whole points from 0 to 40"),
        ({"held_on": "20.11.2026"}, "Give the day as year, month, day: 2026-11-22"),
        ({"held_on": "2026-11-23"}, "This day is still to come."),
        ({"points-plan": "0"}, "Not passed: write what was missing"),
    ],
)
def test_a_wrong_field_is_explained_and_the_others_keep_what_was_typed(
    migration, grader, visitor, changed, advice
):
    ada = a_person("Ada Lovelace")
    typed = {**marking(), **changed}
    visitor.sign_in(grader)

    page = visitor.post(f"/practicals/migration/{ada.id}", typed | {"step": "record"})

    assert page.status_code == 422
    assert advice in page.text
    assert "One thing to correct" in page.text
    values = re.findall(r'value="([^"]*)"', page.text)
    assert {typed["points-plan"], "40", typed["held_on"]} <= set(values)
    assert rows() == 0


def test_a_second_click_does_not_record_twice(migration, grader, visitor):
    ada = a_person("Ada Lovelace")
    address, fields = f"/practicals/migration/{ada.id}", marking(step="record")
    visitor.sign_in(grader)
    assert visitor.post(address, fields).status_code == 303

    again = visitor.post(address, fields)

    assert again.status_code == 409
    assert "A result was recorded since you opened this form." in again.text
    assert "74 of 100" in again.text
    assert rows() == 1


def test_a_later_result_stands_beside_the_earlier_one(migration, grader, visitor):
    ada = a_person("Ada Lovelace")
    failed = {"plan": 30, "cut-over": 30}
    first = record(ada, "migration", failed, comment="No plan back", by=actor(grader))
    second = record(ada, "migration", POINTS, by=actor(grader), seen=first.id)

    page = visitor.sign_in(grader).get(f"/practicals/results/{second.id}")

    assert "60 of 100" in page.text
    assert "Total 74 of 100" in page.text
    assert "70 needed" in page.text


def unescaped(page):
    import html

    return {name: html.unescape(value) for name, value in hidden(page).items()}
