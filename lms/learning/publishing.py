"""Publishing courses and the texts of their lessons, as a folder brings them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class PublishedCourse:
    """What publishing did: to the course, and to its lessons by key."""

    is_new: bool
    is_changed: bool
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


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
    facts = (_certification_id(certification), title, summary, is_basic)
    course = db.session.scalar(select(Course).filter_by(key=key))
    done = PublishedCourse(is_new=course is None, is_changed=False)
    if course is None:
        course = Course(key=key)
        db.session.add(course)
    done.is_changed = _describe(course, *facts) and not done.is_new
    known = _lessons_of(course)
    for position, text in enumerate(lessons, 1):
        lesson = known.get(text.key) or _new_lesson(course, text.key)
        _publish_lesson(lesson, text, position, done, now=now)
    staying = {text.key for text in lessons}
    retired = _retire(known.values(), staying=staying, now=now)
    done.retired.extend(lesson.key for lesson in retired)
    return done


def retire_courses(*, besides: Iterable[str], now: datetime) -> list[Lesson]:
    """Retire the lessons of every course but these; returns those lessons."""
    lessons = db.session.scalars(
        select(Lesson).join(Lesson.course).where(Course.key.not_in(list(besides)))
    )
    return _retire(lessons, staying=set(), now=now)


def _describe(
    course: Course, certification_id: int, title: Text, summary: Text, is_basic: bool
) -> bool:
    """Write what people see of a course; whether any of it is news."""
    wanted = {
        "certification_id": certification_id,
        "title": title,
        "summary": summary,
        "is_basic": is_basic,
    }
    news = {k: v for k, v in wanted.items() if getattr(course, k) != v}
    for name, value in news.items():
        setattr(course, name, value)
    db.session.flush()
    return bool(news)


def _certification_id(key: str) -> int:
    return db.session.execute(select(Certification.id).filter_by(key=key)).scalar_one()


def _lessons_of(course: Course) -> dict[str, Lesson]:
    lessons = db.session.scalars(
        select(Lesson)
        .filter_by(course_id=course.id)
        .options(joinedload(Lesson.current))
    )
    return {lesson.key: lesson for lesson in lessons}


def _new_lesson(course: Course, key: str) -> Lesson:
    lesson = Lesson(course_id=course.id, key=key, position=0)
    db.session.add(lesson)
    return lesson


def _publish_lesson(
    lesson: Lesson,
    text: LessonText,
    position: int,
    done: PublishedCourse,
    *,
    now: datetime,
) -> None:
    was_retired = lesson.retired_at is not None
    lesson.position, lesson.retired_at = position, None
    db.session.flush()
    if lesson.current is None or lesson.current.digest != text.digest:
        version = _next_version(lesson, text, now=now)
        (done.added if version.number == 1 else done.changed).append(text.key)
    elif was_retired:
        done.returned.append(text.key)


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
