"""Reading lessons, and calling them done."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from lms.learning import queries as learning
from lms.learning import services
from lms.learning.events import course_completed
from lms.learning.models import LessonVisit
from tests.learning.courses import a_course, a_lesson
from tests.people import a_person, actor

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def completions():
    heard = []

    def listen(course, *, by, now):
        heard.append((course.key, by.name, now))

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def complete(ada, *keys, now=NOON):
    for key in keys:
        with transaction():
            lesson = learning.lesson("foundations", key)
            services.complete_lesson(lesson, by=actor(ada), now=now)


def progress_of(person):
    return learning.outline("foundations", person.id).progress


def test_opening_a_lesson_makes_it_the_one_to_continue(visitor):
    a_course()
    ada = a_person()

    page = visitor.sign_in(ada).get("/learn/foundations/roles")

    assert page.status_code == 200
    assert progress_of(ada).next.key == "roles"


def test_a_second_look_at_the_lesson_writes_nothing(app):
    a_course()
    ada = a_person()
    for minutes in (0, 5):
        with transaction():
            lesson = learning.lesson("foundations", "regions")
            at = NOON + timedelta(minutes=minutes)
            services.open_lesson(lesson, by=actor(ada), now=at)

    assert db.session.query(LessonVisit).one().opened_at == NOON


def test_done_leads_to_the_next_lesson(visitor):
    a_course()
    visitor.sign_in(a_person())

    answer = visitor.post("/learn/foundations/regions/completion")

    assert (answer.status_code, answer.location) == (302, "/learn/foundations/roles")


def test_the_last_lesson_leads_to_the_page_of_the_course(visitor):
    a_course("Regions")
    visitor.sign_in(a_person())

    answer = visitor.post("/learn/foundations/regions/completion")

    assert (answer.status_code, answer.location) == (302, "/learn/foundations")


def test_the_last_lesson_completes_the_course_and_says_so_once(app, completions):
    a_course()
    ada = a_person()

    complete(ada, "regions", "roles", "prices", "prices")

    assert progress_of(ada).is_complete
    assert completions == [("foundations", "Ada Lovelace", NOON)]


def test_two_windows_finish_the_last_two_lessons_at_once(app, completions):
    a_course("Regions", "Roles")
    ada = a_person()
    other_window = Thread(target=in_context(app, lambda: complete(ada, "roles")))

    with transaction():
        lesson = learning.lesson("foundations", "regions")
        services.complete_lesson(lesson, by=actor(ada), now=NOON)
        other_window.start()
        other_window.join(timeout=0.3)
    other_window.join()

    assert len(completions) == 1


def in_context(app, act):
    def run():
        with app.app_context():
            act()

    return run


def test_a_lesson_added_later_does_not_complete_the_course_again(app, completions):
    course = a_course("Regions")
    ada = a_person()
    complete(ada, "regions")
    a_lesson(course, "Quotas")

    complete(ada, "quotas")

    assert len(completions) == 1


def test_what_hears_of_the_course_shares_its_fate(app):
    a_course("Regions")
    ada = a_person()

    def fail(course, **told):
        raise RuntimeError("the handler fails")

    with course_completed.connected_to(fail), pytest.raises(RuntimeError):
        complete(ada, "regions")

    assert progress_of(ada).done == 0
    assert db.session.query(AuditEvent).filter_by(subject_kind="lesson").count() == 0


def test_done_can_be_taken_back_before_the_course_is_finished(visitor):
    a_course()
    ada = a_person()
    visitor.sign_in(ada)
    complete(ada, "regions")

    answer = visitor.post("/learn/foundations/regions/reopening")

    assert answer.location == "/learn/foundations/regions"
    assert progress_of(ada).done == 0


def test_a_finished_course_stays_finished(visitor):
    a_course("Regions")
    ada = a_person()
    visitor.sign_in(ada)
    complete(ada, "regions")

    answer = visitor.post("/learn/foundations/regions/reopening")

    assert answer.status_code == 409
    assert progress_of(ada).is_complete


def test_one_persons_progress_is_nobody_elses(app):
    a_course()
    ada, boris = a_person(), a_person("Boris Orlov")

    complete(ada, "regions")

    assert (progress_of(ada).done, progress_of(boris).done) == (1, 0)
