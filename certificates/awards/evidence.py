"""What a certificate rests on: passes that carry none yet, and the papers behind."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from certificates.awards.models import Certificate
from exams.marking.models import ScoreRun
from exams.papers.models import Exam
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from exams.sittings.standing import STANDING
from lms.accounts.models import Affiliation, Company
from lms.accounts.queries import works_on
from lms.catalogue.models import CertificationVersion
from lms.kernel.db import db
from question_banks.items.models import Question, QuestionVersion

Pass = TypeVar("Pass", Attempt, PracticalResult)


def newest_version(certification_id: int) -> CertificationVersion:
    """What a certification asks for today."""
    return db.session.scalars(
        select(CertificationVersion)
        .join(CertificationVersion.certification)
        .where(CertificationVersion.certification_id == certification_id)
        .order_by(CertificationVersion.number.desc())
        .limit(1)
        .options(contains_eager(CertificationVersion.certification))
    ).one()


def last_issue(person_id: int, certification_id: int) -> datetime | None:
    """When this person last got this certificate, whatever became of it."""
    return db.session.scalar(
        select(func.max(Certificate.issued_at)).where(
            Certificate.person_id == person_id,
            Certificate.certification_id == certification_id,
        )
    )


def passed_attempt(
    person_id: int, certification_id: int, *, after: datetime | None
) -> Attempt | None:
    """The newest attempt whose last score is a pass and that carries nothing yet."""
    run = aliased(ScoreRun)
    highest = select(func.max(run.number)).where(run.attempt_id == Attempt.id)
    found = (
        select(Attempt)
        .join(Attempt.exam)
        .join(ScoreRun, ScoreRun.attempt_id == Attempt.id)
        .outerjoin(Certificate, Certificate.attempt_id == Attempt.id)
        .where(
            Exam.certification_id == certification_id,
            Attempt.person_id == person_id,
            ScoreRun.number == highest.scalar_subquery(),
            ScoreRun.passed,
            Attempt.state == "closed",
            Attempt.voided_at.is_(None),
            Certificate.id.is_(None),
        )
    )
    return _newest(found, Attempt.finished_at, after)


def passed_practical(
    person_id: int, certification_id: int, *, after: datetime | None
) -> PracticalResult | None:
    """The newest passed practical that carries no certificate yet."""
    found = (
        select(PracticalResult)
        .outerjoin(Certificate, Certificate.practical_result_id == PracticalResult.id)
        .where(
            PracticalResult.certification_id == certification_id,
            PracticalResult.person_id == person_id,
            PracticalResult.passed,
            Certificate.id.is_(None),
        )
    )
    return _newest(found, PracticalResult.recorded_at, after)


def score_of(attempt_id: int | None) -> ScoreRun | None:
    """The score that counts: the one with the highest number."""
    return db.session.scalar(
        select(ScoreRun)
        .where(ScoreRun.attempt_id == attempt_id)
        .order_by(ScoreRun.number.desc())
        .limit(1)
    )


def questions_of(attempt_id: int | None) -> list[QuestionVersion]:
    """The question versions a score rests on, in the order of the paper."""
    return list(
        db.session.scalars(
            select(QuestionVersion)
            .join(STANDING, STANDING.c.version_id == QuestionVersion.id)
            .join(Question, Question.id == QuestionVersion.question_id)
            .where(STANDING.c.attempt_id == attempt_id, STANDING.c.is_counted)
            .order_by(STANDING.c.position)
            .options(contains_eager(QuestionVersion.question).joinedload(Question.bank))
        )
    )


def company_of_the_day(certificate: Certificate) -> Company | None:
    """For whom the holder worked on the day of issue."""
    return db.session.scalar(
        select(Company)
        .join(Company.affiliations)
        .where(
            Affiliation.person_id == certificate.person_id,
            works_on(certificate.issued_on),
        )
    )


def _newest(found: Select[Pass], moment: Any, after: datetime | None) -> Pass | None:
    if after is not None:
        found = found.where(moment > after)
    return db.session.scalar(found.order_by(moment.desc()).limit(1))
