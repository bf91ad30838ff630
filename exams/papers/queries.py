"""Questions about exams: which conditions hold now, what may be drawn."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from exams.papers.models import Exam, ExamVersion
from exams.papers.rules.draw import PoolQuestion
from lms.catalogue.models import Certification
from lms.kernel.db import db
from question_banks.items.models import Domain, Question, QuestionVersion
from question_banks.items.rules.kinds import part_ids


def current_version(exam_key: str) -> ExamVersion:
    """The newest conditions of an exam, or 404."""
    version: ExamVersion = db.first_or_404(
        select(ExamVersion)
        .join(ExamVersion.exam)
        .where(Exam.key == exam_key)
        .order_by(ExamVersion.number.desc())
        .limit(1)
        .options(contains_eager(ExamVersion.exam))
    )
    return version


def current_versions() -> list[ExamVersion]:
    """The newest conditions of every exam, in the programme's order."""
    newest = (
        select(func.max(ExamVersion.id)).group_by(ExamVersion.exam_id).scalar_subquery()
    )
    return list(
        db.session.scalars(
            select(ExamVersion)
            .join(ExamVersion.exam)
            .join(Certification, Certification.id == Exam.certification_id)
            .where(ExamVersion.id.in_(newest))
            .order_by(Certification.position)
            .options(contains_eager(ExamVersion.exam))
        )
    )


def pool_of(bank_id: int) -> list[PoolQuestion]:
    """Every published question of a bank that may be drawn today."""
    rows = db.session.execute(
        select(
            QuestionVersion.id,
            Domain.key,
            QuestionVersion.kind,
            QuestionVersion.options,
            QuestionVersion.body,
            QuestionVersion.exhibit_version_id,
        )
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .where(Question.bank_id == bank_id, Question.retired_at.is_(None))
        .order_by(QuestionVersion.id)
    )
    return [_pool_question(*row) for row in rows]


def holdings() -> dict[int, dict[str, int]]:
    """How many questions each bank holds: {bank id: {domain key: number}}."""
    rows = db.session.execute(
        select(Question.bank_id, Domain.key, func.count())
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .where(Question.retired_at.is_(None))
        .group_by(Question.bank_id, Domain.key)
    )
    held: dict[int, dict[str, int]] = {}
    for bank_id, domain, number in rows:
        held.setdefault(bank_id, {})[domain] = number
    return held


def _pool_question(
    version_id: int,
    domain: str,
    kind: str,
    options: list[dict[str, Any]],
    body: dict[str, Any],
    exhibit: int | None,
) -> PoolQuestion:
    parts = part_ids(kind, options, body)
    return PoolQuestion(
        version_id, domain, parts.options, parts.stems, parts.fixed, exhibit
    )
