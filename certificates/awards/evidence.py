"""What a certificate rests on: passes that carry none yet, and the papers behind."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager

from certificates.awards.models import Certificate
from certificates.awards.rules.term import is_in_force
from exams.marking.models import ScoreRun
from exams.papers.models import Exam
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from exams.sittings.standing import STANDING
from lms.accounts.models import Affiliation, Company
from lms.accounts.queries import works_on
from lms.catalogue.models import Certification, CertificationVersion
from lms.kernel.db import UtcDateTime, db
from lms.kernel.quick import look
from question_banks.items.models import Question, QuestionVersion

NEVER = datetime(1, 1, 2, tzinfo=UTC)
"""Before everything, in every zone."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a certificate is issued for: passes, by their ids, or neither where an
    earlier system or a demonstration vouches for it."""

    attempt_id: int | None = None
    practical_result_id: int | None = None


def newest_version(certification_id: int) -> Any:
    """What a certification asks for today: a row of the version's columns and
    `certification_key`."""
    return look(NEWEST, certification=certification_id)[0]


def exams_to_renew(certification_ids: Collection[int]) -> dict[int, str]:
    """The key of the exam that renews each of these certifications: the renewal exam
    where today's programme has one, else the full exam; without either, none."""
    promised = db.session.execute(
        select(
            CertificationVersion.certification_id, CertificationVersion.has_renewal_exam
        )
        .where(CertificationVersion.certification_id.in_(certification_ids))
        # The newest version comes last, and counts.
        .order_by(CertificationVersion.id)
    )
    has_renewal = {row.certification_id: row.has_renewal_exam for row in promised}
    exams = db.session.execute(
        select(Exam.certification_id, Exam.key, Exam.is_renewal)
        .where(Exam.certification_id.in_(certification_ids))
        .order_by(Exam.is_renewal)
    )
    return {
        row.certification_id: row.key
        for row in exams
        if not row.is_renewal or has_renewal[row.certification_id]
    }


def passed(
    person_id: int,
    version: Any,
    *,
    after: datetime | None,
    held: Certificate | None,
) -> Basis | None:
    """What brings a certificate: everything its version asks for, or a pass of the
    renewal exam by somebody who held `held` when they began. None while something
    is missing. What was passed before `after` brought its certificate already.
    """
    about = version.certification_id
    if held is not None:
        renewal = passed_attempt(person_id, about, after=after, is_renewal=True)
        if renewal and is_in_force(held.term, on=renewal.started_at.date()):
            return Basis(renewal.id)
    attempt: Any = None
    practical = None
    if version.has_exam:
        attempt = passed_attempt(person_id, about, after=after)
    if version.has_practical:
        practical = passed_practical(person_id, about, after=after)
    if bool(attempt) < version.has_exam or bool(practical) < version.has_practical:
        return None
    return Basis(attempt.id if attempt else None, practical.id if practical else None)


def passed_attempt(
    person_id: int,
    certification_id: int,
    *,
    after: datetime | None,
    is_renewal: bool = False,
) -> Any:
    """The newest attempt whose last score is a pass and that carries nothing yet: a
    row of its id and started_at."""
    of = {
        "person": person_id,
        "certification": certification_id,
        "renewal": is_renewal,
        "after": after or NEVER,
    }
    return next(iter(look(PASSED_ATTEMPT, **of)), None)


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
            PracticalResult.recorded_at > (after or NEVER),
            Certificate.id.is_(None),
        )
    )
    newest = found.order_by(PracticalResult.recorded_at.desc()).limit(1)
    return db.session.scalar(newest)


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


def _passed_attempt() -> Select[int, datetime]:
    run = aliased(ScoreRun)
    highest = select(func.max(run.number)).where(run.attempt_id == Attempt.id)
    return (
        select(Attempt.id, Attempt.started_at)
        .join(Attempt.exam)
        .join(ScoreRun, ScoreRun.attempt_id == Attempt.id)
        .outerjoin(Certificate, Certificate.attempt_id == Attempt.id)
        .where(
            Exam.certification_id == bindparam("certification"),
            Exam.is_renewal == bindparam("renewal"),
            Attempt.person_id == bindparam("person"),
            Attempt.finished_at > bindparam("after", type_=UtcDateTime()),
            ScoreRun.number == highest.scalar_subquery(),
            ScoreRun.passed,
            Attempt.state == "closed",
            Attempt.voided_at.is_(None),
            Certificate.id.is_(None),
        )
        .order_by(Attempt.finished_at.desc())
        .limit(1)
    )


NEWEST = (
    select(
        cast(Table, CertificationVersion.__table__),
        Certification.key.label("certification_key"),
    )
    .join(CertificationVersion.certification)
    .where(CertificationVersion.certification_id == bindparam("certification"))
    .order_by(CertificationVersion.number.desc())
    .limit(1)
)
PASSED_ATTEMPT = _passed_attempt()
"""Built once: they are asked for every pass."""
