"""What is loaded: the programme with its figures, and how ready its exams are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from exams.papers import queries as papers
from exams.papers.models import ExamVersion
from lms.catalogue import queries as catalogue
from lms.catalogue.models import CertificationVersion, ProgrammeVersion
from lms.kernel.db import db
from lms.learning.models import Course, Lesson, LessonVersion
from lms.partners.models import PolicyVersion
from question_banks.items.models import Bank
from question_banks.items.queries import banks


@dataclass(frozen=True, slots=True)
class Offer:
    """A certification with its exam, and what the exam's bank holds for it."""

    version: CertificationVersion
    exam: ExamVersion | None
    held: Mapping[str, int]
    titles: Mapping[str, Mapping[str, str]]

    @property
    def usable(self) -> int:
        """Questions that the blueprint can use, domain by domain."""
        if self.exam is None:
            return 0
        asked = self.exam.blueprint.items()
        return sum(min(number, self.held.get(key, 0)) for key, number in asked)

    @property
    def is_ready(self) -> bool:
        return self.exam is None or self.usable >= self.exam.questions

    @property
    def prerequisites(self) -> list[Mapping[str, str]]:
        """The titles of what has to be held before."""
        keys = self.version.prerequisites
        return [self.titles[key] for key in keys if key in self.titles]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course and the size of it."""

    course: Course
    lessons: int
    minutes: int


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank and how many live questions each of its domains holds."""

    bank: Bank
    held: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.held.values())


@dataclass(frozen=True, slots=True)
class Overview:
    programme: ProgrammeVersion
    offers: list[Offer]
    courses: list[CourseLine]
    banks: list[BankLine]
    policy: PolicyVersion | None


def overview(*, on: date) -> Overview | None:
    """Everything that is loaded; None before the first loading."""
    programme = catalogue.programme()
    if programme is None:
        return None
    holdings = papers.holdings()
    offers = _offers(holdings)
    return Overview(
        programme,
        offers,
        _courses(),
        _banks(offers, holdings),
        _policy(on),
    )


def _offers(holdings: Mapping[int, Mapping[str, int]]) -> list[Offer]:
    versions = catalogue.current_versions()
    exams = {
        v.exam.certification_id: v
        for v in papers.current_versions()
        if not v.exam.is_renewal
    }
    titles = {version.certification.key: version.title for version in versions}
    found = []
    for version in versions:
        exam = exams.get(version.certification_id) if version.has_exam else None
        held = holdings.get(exam.exam.bank_id, {}) if exam else {}
        found.append(Offer(version, exam, held, titles))
    return found


def _banks(
    offers: Iterable[Offer], holdings: Mapping[int, Mapping[str, int]]
) -> list[BankLine]:
    """Banks in the order of the certifications that draw from them."""
    order = [offer.exam.exam.bank_id for offer in offers if offer.exam]
    found = sorted(banks(), key=lambda b: order.index(b.id) if b.id in order else 999)
    return [BankLine(bank, holdings.get(bank.id, {})) for bank in found]


def _courses() -> list[CourseLine]:
    live = (
        select(
            Lesson.course_id,
            func.count().label("lessons"),
            func.sum(LessonVersion.minutes).label("minutes"),
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Lesson.retired_at.is_(None))
        .group_by(Lesson.course_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Course, live.c.lessons, live.c.minutes)
        .join(live, live.c.course_id == Course.id)
        .order_by(Course.id)
        .options(joinedload(Course.certification))
    )
    return [_course_line(row) for row in rows]


def _course_line(row: Row[Course, int, int]) -> CourseLine:
    course, lessons, minutes = row
    return CourseLine(course, int(lessons), int(minutes))


def _policy(on: date) -> PolicyVersion | None:
    return db.session.scalar(
        select(PolicyVersion)
        .where(PolicyVersion.effective_from <= on)
        .order_by(PolicyVersion.effective_from.desc())
        .limit(1)
    )
