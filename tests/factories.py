"""A programme in miniature for tests: certifications, exams, passes.

Every factory opens its own transaction and returns the row.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from exams.marking.models import ScoreRun
from exams.papers.models import Exam, ExamVersion
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.catalogue.models import (
    Certification,
    CertificationVersion,
    ProgrammeVersion,
)
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items.models import Bank
from tests.people import a_person

SIGNERS = [
    {"name": "Marina Orlova", "role": {"en": "Partner Enablement", "ru": "Обучение"}},
    {"name": "Daniel Weiß", "role": {"en": "Technology", "ru": "Технологии"}},
]

PRACTICAL = {
    "kind": "project",
    "title": {"en": "Mock migration", "ru": "Учебный перенос"},
    "pass_mark": 70,
    "rubric": [
        {"key": "plan", "title": {"en": "Plan", "ru": "План"}, "points": 40},
        {"key": "cut-over", "title": {"en": "Cut-over", "ru": "Переход"}, "points": 60},
    ],
}


def a_programme(number: int = 1, **changed: Any) -> ProgrammeVersion:
    """Nimbus Cloud, as loaded now."""
    words = {
        "provider": "Nimbus Cloud",
        "network": "Partner Network",
        "product": "Partner Learning",
        "certificate_prefix": "NB",
        "brand": {},
        "signers": SIGNERS,
        "languages": ["en", "ru"],
        "digest": f"programme-{number}",
        "loaded_at": clock.now(),
    }
    with transaction():
        row = ProgrammeVersion(number=number, **{**words, **changed})
        db.session.add(row)
    return row


def a_certification(
    key: str = "administrator",
    title: str = "Platform Administrator",
    *,
    has_exam: bool = True,
    has_practical: bool = False,
    months: int = 24,
    title_words: dict[str, str] | None = None,
    **changed: Any,
) -> Certification:
    """A certification in its first version."""
    words = title_words or {"en": title}
    with transaction():
        position = db.session.scalar(select(func.count()).select_from(Certification))
        row = Certification(key=key, position=position)
        row.versions = [
            _version(
                words,
                has_exam=has_exam,
                has_practical=has_practical,
                validity_months=months,
                **changed,
            )
        ]
        db.session.add(row)
    return row


def an_exam(certification: Certification) -> Exam:
    """The certification's exam: 40 questions, pass mark 70."""
    key = certification.key
    found = db.session.scalar(select(Exam).filter_by(key=key))
    if found is not None:
        return found
    version = ExamVersion(
        number=1,
        questions=40,
        seconds=3600,
        pass_mark=70,
        blueprint={"all": 40},
        attempts_allowed=5,
        waits_days=[14],
        digest=f"exam-{key}",
        published_at=clock.now(),
    )
    bank = Bank(key=key, title={"en": key})
    with transaction():
        certification = db.session.merge(certification)
        exam = Exam(key=key, certification=certification, bank=bank, versions=[version])
        db.session.add(exam)
    return exam


def an_attempt(
    person: Person, exam: Exam, *, finished_at: datetime | None = None
) -> Attempt:
    """An attempt handed in, without a score and without a paper."""
    end = finished_at or clock.now()
    number = db.session.scalar(
        select(func.count()).where(
            Attempt.exam_id == exam.id, Attempt.person_id == person.id
        )
    )
    with transaction():
        row = Attempt(
            exam_id=exam.id,
            exam_version_id=exam.versions[-1].id,
            person_id=person.id,
            company_id=next((a.company_id for a in person.affiliations), None),
            number=(number or 0) + 1,
            state="closed",
            cause="handed_in",
            started_at=end - timedelta(minutes=30),
            deadline_at=end + timedelta(minutes=30),
            closes_at=end + timedelta(minutes=30, seconds=15),
            finished_at=end,
            seed="test",
        )
        db.session.add(row)
    return row


def a_score(attempt: Attempt, earned: int, *, number: int = 1) -> ScoreRun:
    """Points of 40; 28 of them are a pass."""
    with transaction():
        row = ScoreRun(
            attempt_id=attempt.id,
            number=number,
            earned=earned,
            possible=40,
            pass_mark=70,
            passed=earned * 100 >= 70 * 40,
            by_domain=[],
            marked_at=attempt.finished_at,
        )
        db.session.add(row)
    return row


def a_pass(
    person: Person,
    certification: Certification,
    *,
    earned: int = 32,
    finished_at: datetime | None = None,
) -> Attempt:
    """A marked attempt: passed, unless fewer than 28 points are given."""
    attempt = an_attempt(person, an_exam(certification), finished_at=finished_at)
    a_score(attempt, earned)
    return attempt


def a_practical_result(
    person: Person,
    certification: Certification,
    *,
    earned: int = 80,
    recorded_at: datetime | None = None,
) -> PracticalResult:
    """A practical with points of 100; 70 of them are a pass."""
    at = recorded_at or clock.now()
    grader = db.session.scalar(select(Person).filter_by(name="Olga Grader"))
    grader = grader or a_person("Olga Grader", Role.GRADER)
    with transaction():
        row = PracticalResult(
            person_id=person.id,
            certification_id=certification.id,
            grader_id=grader.id,
            held_on=at.date(),
            points=[],
            earned=earned,
            possible=100,
            pass_mark=70,
            passed=earned >= 70,
            comment="",
            recorded_at=at,
        )
        db.session.add(row)
    return row


def _version(title: dict[str, str], **changed: Any) -> CertificationVersion:
    words = {
        "number": 1,
        "title": title,
        "summary": {"en": f"What a {title['en']} does every day."},
        "description": {"en": f"Everything about {title['en']}."},
        "track": "administration",
        "level": "professional",
        "days_min": 2,
        "days_max": 3,
        "delivery": {"en": "Online"},
        "topics": [],
        "prerequisites": [],
        "practical": None,
        "assumptions": [],
        "digest": title["en"],
        "published_at": clock.now(),
    }
    return CertificationVersion(**{**words, **changed})
