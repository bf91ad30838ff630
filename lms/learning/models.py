"""Courses, lessons and their versions, and what each person has done."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Certification
from lms.kernel.db import Model


class Course(Model):
    """The lessons that prepare for one certification.

    `is_basic`: finishing it is the partner's "basic training".
    """

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certifications.id"))
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    is_basic: Mapped[bool]

    certification: Mapped[Certification] = relationship()
    lessons: Mapped[list["Lesson"]] = relationship(
        back_populates="course", order_by="Lesson.position"
    )


class Lesson(Model):
    """One sitting of reading. Retired lessons stay for those who did them."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    key: Mapped[str]
    position: Mapped[int]
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("lesson_versions.id", use_alter=True)
    )
    retired_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(back_populates="lessons")
    current: Mapped["LessonVersion | None"] = relationship(
        foreign_keys=[current_version_id], post_update=True
    )


class LessonVersion(Model):
    """The text of a lesson from one loading to the next; never edited."""

    __tablename__ = "lesson_versions"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    topic: Mapped[str]
    minutes: Mapped[int]
    digest: Mapped[str]
    published_at: Mapped[datetime]


class LessonVisit(Model):
    """A person opened a lesson; `done_at` says when they called it done."""

    __tablename__ = "lesson_visits"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"))
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
