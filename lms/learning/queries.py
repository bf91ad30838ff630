"""Questions about courses: what is there to read, and what has been done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.catalogue.models import Certification
from lms.kernel.audit import AuditEvent
from lms.kernel.db import Text, db
from lms.learning.models import Course, Lesson, LessonVersion, LessonVisit
from lms.learning.rules import progress as rules
from lms.learning.rules.progress import Progress, Step

COMPLETED = "learning.course.completed"


@dataclass(frozen=True, slots=True)
class Outline:
    """The course of one certification with the steps of one person through it."""

    course: Course
    steps: list[Step]
    progress: Progress

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def last_opened_at(self) -> datetime | None:
        return max((s.opened_at for s in self.steps if s.opened_at), default=None)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """`is_final`: the course is finished, so "done" is not taken back."""

    outline: Outline
    step: Step
    body: Text
    before: Step | None
    after: Step | None
    is_final: bool

    @property
    def number(self) -> int:
        return self.outline.steps.index(self.step) + 1

    @property
    def chapters(self) -> list[tuple[str, list[Step]]]:
        return rules.chapters(self.outline.steps)


def outlines(person_id: int) -> dict[int, Outline]:
    """Every course that has lessons, by certification, in one query."""
    return _outlines(_steps(person_id))


def outline(certification_key: str, person_id: int) -> Outline | None:
    """The course of one certification, or None: most are taught by people only."""
    steps = _steps(person_id).where(Certification.key == certification_key)
    found = _outlines(steps)
    return next(iter(found.values()), None)


def going_on(outlines: Iterable[Outline]) -> Outline | None:
    """The course to go on with: the one opened last, else the first not done."""
    left = [outline for outline in outlines if not outline.progress.is_complete]
    opened = [(o.last_opened_at, o) for o in left if o.last_opened_at is not None]
    if opened:
        return max(opened, key=lambda pair: pair[0])[1]
    return next(iter(left), None)


def lesson(certification_key: str, lesson_key: str) -> Lesson:
    """A lesson that is read today, with its text and course, or 404."""
    found: Lesson = db.first_or_404(
        select(Lesson)
        .join(Lesson.course)
        .join(Course.certification)
        .where(Certification.key == certification_key, Lesson.key == lesson_key)
        .where(Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None))
        .options(
            joinedload(Lesson.current),
            joinedload(Lesson.course).joinedload(Course.certification),
        )
    )
    return found


def lesson_page(certification_key: str, lesson_key: str, person_id: int) -> LessonPage:
    """A lesson's text among the other lessons of its course, or 404."""
    read = lesson(certification_key, lesson_key)
    course = outline(certification_key, person_id)
    if course is None or read.current is None:
        abort(404)
    before, after = rules.neighbours(course.steps, lesson_key)
    return LessonPage(
        outline=course,
        step=next(step for step in course.steps if step.key == lesson_key),
        body=read.current.body,
        before=before,
        after=after,
        is_final=was_completed(read.course_id, person_id),
    )


def onward(certification_key: str, lesson_key: str, person_id: int) -> str | None:
    """The key of the lesson to go to after this one; None: the course is done."""
    course = outline(certification_key, person_id)
    step = rules.onward(course.steps, lesson_key) if course else None
    return step.key if step else None


def visit(person_id: int, lesson_id: int) -> LessonVisit | None:
    return db.session.scalar(
        select(LessonVisit).filter_by(person_id=person_id, lesson_id=lesson_id)
    )


def last_opened_at(person_id: int) -> datetime | None:
    """When the person last opened any lesson."""
    return db.session.scalar(
        select(func.max(LessonVisit.opened_at)).filter_by(person_id=person_id)
    )


def was_completed(course_id: int, person_id: int) -> bool:
    """Whether the person has ever finished the course.

    Asked of the audit trail: lessons that come later do not undo what it says.
    """
    return bool(
        db.session.scalar(
            select(AuditEvent.id)
            .filter_by(
                subject_kind="course",
                subject_id=str(course_id),
                action=COMPLETED,
                actor_id=person_id,
            )
            .limit(1)
        )
    )


def _steps(person_id: int) -> Select[Any]:
    mine = and_(LessonVisit.lesson_id == Lesson.id, LessonVisit.person_id == person_id)
    text = LessonVersion
    # Not the whole version: the bodies of all lessons are a small book.
    columns: list[Any] = [
        Course,
        Lesson.key,
        text.title,
        text.summary,
        text.topic,
        text.minutes,
        LessonVisit.opened_at,
        LessonVisit.done_at,
    ]
    steps: Select[Any] = select(*columns)
    return (
        steps.join(Lesson, Lesson.course_id == Course.id)
        .join(Course.certification)
        .options(contains_eager(Course.certification))
        .join(text, text.id == Lesson.current_version_id)
        .outerjoin(LessonVisit, mine)
        .where(Lesson.retired_at.is_(None))
        .order_by(Certification.position, Course.id, Lesson.position)
    )


def _outlines(statement: Select[Any]) -> dict[int, Outline]:
    by_course: Mapping[Course, list[Step]] = defaultdict(list)
    for row in db.session.execute(statement):
        by_course[row[0]].append(_step(row))
    return {
        course.certification_id: Outline(course, steps, rules.progress(steps))
        for course, steps in by_course.items()
    }


def _step(row: Row[Any]) -> Step:
    return Step(*tuple(row)[1:])


def minutes_learned(person_id: int) -> int:
    """What the lessons take that a person has done, each of them once."""
    done = (
        select(func.sum(LessonVersion.minutes))
        .select_from(LessonVisit)
        .join(Lesson, Lesson.id == LessonVisit.lesson_id)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(LessonVisit.person_id == person_id, LessonVisit.done_at.is_not(None))
    )
    return db.session.scalar(done) or 0
