"""The pages of the learning room."""

from datetime import UTC, datetime

import pytest

from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.learning import queries as learning
from lms.learning import services
from lms.learning.models import Lesson
from tests.exams.an_exam import an_exam
from tests.factories import a_certification
from tests.learning.courses import a_course
from tests.people import a_person, actor

TITLES = ("Regions", "Roles", "Prices")


def test_the_list_says_where_there_is_something_to_read(visitor):
    a_course()
    a_certification("migration", "Migration Specialist", track="migration")
    visitor.sign_in(a_person())

    page = visitor.get("/learn").text

    assert "0 of 3 lessons" in page
    assert "No lessons to read here" in page
    assert 'href="/learn/foundations/regions"' in page


def test_a_track_without_lessons_says_so(visitor):
    a_certification("migration", "Migration Specialist", days_min=2, days_max=2)
    visitor.sign_in(a_person())

    page = visitor.get("/learn/migration").text

    assert "There are no lessons to read here" in page
    assert "2 days" in page


def test_a_finished_course_leads_to_its_exam(visitor):
    a_course("Regions", certification=an_exam("foundations").exam.certification)
    ada = a_person()
    with transaction():
        lesson = learning.lesson("foundations", "regions")
        services.complete_lesson(lesson, by=actor(ada), now=clock.now())
    visitor.sign_in(ada)

    page = visitor.get("/learn/foundations").text

    assert 'href="/exams/foundations"' in page
    assert "3 questions" in page


def test_assumptions_are_not_shown_to_learners(visitor):
    why = {"field": "exam", "value": 1, "because": {"en": "The document is silent."}}
    a_certification("migration", "Migration Specialist", assumptions=[why])
    visitor.sign_in(a_person())

    assert "The document is silent." not in visitor.get("/learn/migration").text


@pytest.mark.parametrize("path", ["/learn/nothing", "/learn/foundations/nothing"])
def test_what_does_not_exist_is_not_found(visitor, path):
    a_course()
    visitor.sign_in(a_person())

    assert visitor.get(path).status_code == 404


def test_a_retired_lesson_is_not_found_and_not_counted(visitor):
    a_course()
    ada = a_person()
    visitor.sign_in(ada)
    assert visitor.get("/learn/foundations/roles").status_code == 200
    with transaction():
        db.session.query(Lesson).filter_by(key="roles").update(
            {"retired_at": datetime(2026, 11, 22, tzinfo=UTC)}
        )

    assert visitor.get("/learn/foundations/roles").status_code == 404
    assert learning.outline("foundations", ada.id).progress.total == 2


def test_a_lesson_is_read_in_the_language_of_the_page(visitor):
    a_course("Regions")
    ada = a_person()
    with transaction():
        db.session.merge(ada).language = "ru"
    visitor.sign_in(ada)

    assert "Regions (ру)" in visitor.get("/learn/foundations/regions").text


@pytest.mark.parametrize("titles", [TITLES[:1], TITLES])
@pytest.mark.parametrize(
    ("path", "count"),
    [("/learn", 5), ("/learn/foundations", 6), ("/learn/foundations/regions", 8)],
)
def test_a_page_takes_the_same_queries_for_one_lesson_and_three(
    visitor, queries, path, count, titles
):
    a_course(*titles)
    visitor.sign_in(a_person())
    visitor.get("/learn/foundations/regions")
    queries.clear()

    visitor.get(path)

    # The frame of the page names the programme; that is not this room's to count.
    assert len([q for q in queries if "programme_versions" not in q]) == count
