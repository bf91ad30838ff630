"""What can be done with lessons. Callers own the transaction and the time."""

from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import Person
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from lms.learning import queries
from lms.learning.errors import CourseIsFinished
from lms.learning.events import course_completed
from lms.learning.models import Course, Lesson, LessonVisit


def open_lesson(lesson: Lesson, *, by: Actor, now: datetime) -> LessonVisit:
    """Remember that this lesson was open last: "Continue" leads back to it.

    Called for every look at the page, and writes nothing at the second look.
    """
    visit = queries.visit(by.id, lesson.id)
    if visit is not None and visit.opened_at == queries.last_opened_at(by.id):
        return visit
    return _visited(lesson, by=by, now=now)


def complete_lesson(lesson: Lesson, *, by: Actor, now: datetime) -> None:
    """Call a lesson done; the last one of a course completes the course, once."""
    visit = _visited(lesson, by=by, now=now)
    if visit.done_at is not None:
        return
    visit.done_at = now
    db.session.flush()
    audit.record("learning.lesson.completed", "lesson", lesson.id, by=by, now=now)
    _complete_course(lesson.course, by=by, now=now)


def reopen_lesson(lesson: Lesson, *, by: Actor, now: datetime) -> None:
    """Take "done" back, as long as the course is not finished.

    Raises CourseIsFinished.
    """
    visit = _visited(lesson, by=by, now=now)
    if visit.done_at is None:
        return
    if queries.was_completed(lesson.course_id, by.id):
        raise CourseIsFinished(
            _("This course is finished, so its lessons stay done. Read on as you like.")
        )
    visit.done_at = None
    audit.record("learning.lesson.reopened", "lesson", lesson.id, by=by, now=now)


def _complete_course(course: Course, *, by: Actor, now: datetime) -> None:
    outline = queries.outline(course.certification.key, by.id)
    if outline is None or not outline.progress.is_complete:
        return
    if queries.was_completed(course.id, by.id):
        return
    audit.record(queries.COMPLETED, "course", course.id, by=by, now=now)
    course_completed.send(course, by=by, now=now)


def _visited(lesson: Lesson, *, by: Actor, now: datetime) -> LessonVisit:
    # One person, two windows: the second waits here, so that neither meets the
    # other's half-written visit and the last lesson is seen to be the last.
    db.session.execute(
        select(Person.id).where(Person.id == by.id).with_for_update(key_share=True)
    )
    visit = queries.visit(by.id, lesson.id)
    if visit is None:
        visit = LessonVisit(person_id=by.id, lesson_id=lesson.id)
        db.session.add(visit)
    visit.opened_at = now
    db.session.flush()
    return visit
