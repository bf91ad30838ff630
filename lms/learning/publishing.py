"""Publishing courses and the texts of their lessons, as a programme folder brings them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.catalogue.models import Certification
from lms.kernel.db import Text, db
from lms.kernel.digests import digest_of
from lms.learning.models import Course, Lesson, LessonVersion


@dataclass(frozen=True, slots=True)
class LessonText:
    """What one lesson says, in every language."""

    key: str
    title: Text
    summary: Text
    body: Text
    topic: str
    minutes: int

    @property
    def digest(self) -> str:
        return digest_of(
            [self.title, self.summary, self.body, self.topic, self.minutes]
        )


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """What publishing did: new texts, lessons that left, and the course itself."""

    course: Course
    is_new: bool
    is_changed: bool
    versions: list[LessonVersion]
    retired: list[Lesson]


def publish_course(
    key: str,
    *,
    certification: str,
    title: Text,
    summary: Text,
    is_basic: bool,
    lessons: Sequence[LessonText],
    now: datetime,
) -> PublishedCourse:
    """The course with these lessons, in this order.

    A changed text becomes a new version; a lesson that is left out is retired
    and stays done for those who did it.
    """
    certification_id = _certification_id(certification)
    course = db.session.scalar(select(Course).filter_by(key=key))
    is_new = course is None
    if course is None:
        course = Course(key=key)
        db.session.add(course)
    facts = (certification_id, title, summary, is_basic)
    is_changed = not is_new and facts != (
        course.certification_id,
        course.title,
        course.summary,
        course.is_basic,
    )
    course.certification_id, course.title, course.summary, course.is_basic = facts
    db.session.flush()
    known = _lessons_of(course)
    versions = _publish_lessons(course, known, lessons, now=now)
    retired = _retire(
        (lesson for lesson in known.values()),
        staying={text.key for text in lessons},
        now=now,
    )
    return PublishedCourse(course, is_new, is_changed, versions, retired)


def retire_courses(*, besides: Iterable[str], now: datetime) -> list[Lesson]:
    """Retire the lessons of every course but these; returns those lessons."""
    lessons = db.session.scalars(
        select(Lesson).join(Lesson.course).where(Course.key.not_in(list(besides)))
    )
    return _retire(lessons, staying=set(), now=now)


def _certification_id(key: str) -> int:
    return db.session.execute(
        select(Certification.id).filter_by(key=key)
    ).scalar_one()


def _lessons_of(course: Course) -> dict[str, Lesson]:
    lessons = db.session.scalars(
        select(Lesson)
        .filter_by(course_id=course.id)
        .options(joinedload(Lesson.current))
    )
    return {lesson.key: lesson for lesson in lessons}


def _publish_lessons(
    course: Course,
    known: dict[str, Lesson],
    texts: Iterable[LessonText],
    *,
    now: datetime,
) -> list[LessonVersion]:
    versions = []
    for position, text in enumerate(texts, 1):
        lesson = known.get(text.key)
        if lesson is None:
            lesson = Lesson(course_id=course.id, key=text.key, position=position)
            db.session.add(lesson)
        lesson.position, lesson.retired_at = position, None
        db.session.flush()
        if lesson.current is None or lesson.current.digest != text.digest:
            versions.append(_next_version(lesson, text, now=now))
    return versions


def _next_version(lesson: Lesson, text: LessonText, *, now: datetime) -> LessonVersion:
    version = LessonVersion(
        lesson_id=lesson.id,
        number=lesson.current.number + 1 if lesson.current else 1,
        title=text.title,
        summary=text.summary,
        body=text.body,
        topic=text.topic,
        minutes=text.minutes,
        digest=text.digest,
        published_at=now,
    )
    lesson.current = version
    db.session.flush()
    return version


def _retire(
    lessons: Iterable[Lesson], *, staying: set[str], now: datetime
) -> list[Lesson]:
    leaving = [
        lesson
        for lesson in lessons
        if lesson.key not in staying and lesson.retired_at is None
    ]
    for lesson in leaving:
        lesson.retired_at = now
    return leaving
