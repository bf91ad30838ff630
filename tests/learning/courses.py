"""Courses and lessons for tests."""

from lms.catalogue.models import Certification
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.learning.models import Course, Lesson, LessonVersion
from tests.factories import a_certification

TOPICS = [{"key": "overview", "title": {"en": "Overview", "ru": "Обзор"}}]


def a_course(*titles: str, certification: Certification | None = None) -> Course:
    """A certification with a course: one lesson of ten minutes for each title."""
    certification = certification or a_certification(
        "foundations", "Cloud Foundations", topics=TOPICS
    )
    words = {"en": "Cloud Foundations"}
    with transaction():
        course = Course(
            key=certification.key,
            certification=db.session.merge(certification),
            title=words,
            summary={"en": "The basics."},
            is_basic=True,
        )
        db.session.add(course)
    for title in titles or ("Regions", "Roles", "Prices"):
        a_lesson(course, title)
    return course


def a_lesson(course: Course, title: str) -> Lesson:
    """One more lesson; its key is its title in small letters."""
    with transaction():
        course = db.session.merge(course)
        lesson = Lesson(course=course, key=title.lower(), position=len(course.lessons))
        db.session.add(lesson)
        db.session.flush()
        lesson.current = LessonVersion(
            lesson_id=lesson.id,
            number=1,
            title={"en": title, "ru": f"{title} (ру)"},
            summary={"en": f"All about {title}."},
            body={"en": f"## {title}\n\nThe text of {title}."},
            topic="overview",
            minutes=10,
            digest=title,
            published_at=clock.now(),
        )
    return lesson
