"""Questions about exams: which conditions hold now, what may be drawn."""

from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, String, bindparam, cast, exists, func, select
from sqlalchemy.orm import contains_eager

from exams.papers.models import BlockLifting, Exam, ExamVersion, QuestionBlock
from exams.papers.rules.draw import PoolQuestion
from lms.catalogue.models import Certification
from lms.kernel.db import by_engine, db
from lms.kernel.quick import look
from question_banks.items.models import Domain, Question, QuestionVersion
from question_banks.items.rules.kinds import part_ids
from question_banks.items.shown import ShownVersion, shown_versions


def current_version(exam_key: str, *, held: bool = False) -> ExamVersion:
    """The newest conditions of an exam, or 404.

    `held`: a question of this exam is not blocked until the transaction ends.
    """
    newest = HELD_NEWEST if held else NEWEST
    version: ExamVersion = db.first_or_404(newest.params(key=exam_key))
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
            .order_by(Certification.position, Exam.is_renewal)
            .options(contains_eager(ExamVersion.exam))
        )
    )


def exams() -> list[Exam]:
    """Every exam, in the programme's order."""
    return list(
        db.session.scalars(
            select(Exam)
            .join(Exam.certification)
            .order_by(Certification.position, Exam.is_renewal)
        )
    )


def drawable(bank_id: int) -> list[int]:
    """Ids of the published versions of a bank that may be drawn today."""
    statement = by_engine(sqlite=LITE_DRAWABLE, postgresql=PG_DRAWABLE)
    [row] = look(statement, bank=bank_id)
    return sorted(map(int, row.ids.split(","))) if row.ids else []


def pool_of(bank_id: int) -> list[PoolQuestion]:
    """Every published question of a bank that may be drawn today."""
    ids = drawable(bank_id)
    known: dict[int, PoolQuestion] = current_app.extensions.setdefault("pool", {})
    missing = [version_id for version_id in ids if version_id not in known]
    versions = shown_versions(missing)
    for version_id in missing:
        known[version_id] = _pool_question(versions[version_id])
    return [known[version_id] for version_id in ids]


def holdings() -> dict[int, dict[str, int]]:
    """How many questions each bank holds: {bank id: {domain key: number}}."""
    rows = db.session.execute(
        select(Question.bank_id, Domain.key, func.count())
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .where(Question.retired_at.is_(None), ~is_blocked())
        .group_by(Question.bank_id, Domain.key)
    )
    held: dict[int, dict[str, int]] = {}
    for bank_id, domain, number in rows:
        held.setdefault(bank_id, {})[domain] = number
    return held


def is_blocked() -> ColumnElement[bool]:
    """Questions that leaked: under a block that nobody has lifted."""
    lifted = exists().where(BlockLifting.block_id == QuestionBlock.id)
    return exists().where(QuestionBlock.question_id == Question.id, ~lifted)


def _pool_question(version: ShownVersion) -> PoolQuestion:
    parts = part_ids(version.kind, version.options, version.body)
    return PoolQuestion(
        version.id,
        version.domain,
        parts.options,
        parts.stems,
        parts.fixed,
        version.exhibit_version_id,
    )


NEWEST = (
    select(ExamVersion)
    .join(ExamVersion.exam)
    .where(Exam.key == bindparam("key"))
    .order_by(ExamVersion.number.desc())
    .limit(1)
    .options(contains_eager(ExamVersion.exam))
)
HELD_NEWEST = NEWEST.with_for_update(read=True, key_share=True, of=Exam)


def _drawable(listed: Any) -> Any:
    return select(listed.label("ids")).where(
        Question.bank_id == bindparam("bank"),
        Question.retired_at.is_(None),
        Question.current_version_id.is_not(None),
        ~is_blocked(),
    )


PG_DRAWABLE = _drawable(func.string_agg(cast(Question.current_version_id, String), ","))
LITE_DRAWABLE = _drawable(func.group_concat(Question.current_version_id, ","))
"""Built once: they are asked for every start. One row costs less than a bank's."""
