"""Questions about exams: which conditions hold now, what may be drawn."""

from collections.abc import Sequence
from typing import Any

from flask import abort, current_app
from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import contains_eager

from exams.papers.models import BlockLifting, Exam, ExamVersion, QuestionBlock
from exams.papers.rules.draw import PoolQuestion
from lms.catalogue.models import Certification
from lms.kernel.db import db
from lms.kernel.quick import look
from question_banks.items.models import Domain, Question, QuestionVersion
from question_banks.items.rules.kinds import part_ids
from question_banks.items.shown import ShownVersion, shown_versions


def current_version(exam_key: str) -> ExamVersion:
    """The newest conditions of an exam, or 404."""
    version: ExamVersion = db.first_or_404(NEWEST.params(key=exam_key))
    return version


def held_version(exam_key: str) -> ExamVersion:
    """The same, and no question of this exam is blocked until the transaction ends.

    To read only: conditions never change, so all who start share what was read once,
    as long as the exam draws from the same bank.
    """
    rows = look(HELD_NEWEST, key=exam_key)
    if not rows:
        abort(404)
    kept: dict[Any, ExamVersion] = current_app.extensions.setdefault("conditions", {})
    version = kept.get(rows[0])
    if version is None:
        version = current_version(exam_key)
        for row in (version.exam, version):
            db.session.expunge(row)
        kept[version.id, version.exam.bank_id] = version
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
    return _numbers(_listed(bank_id))


def pool_of(bank_id: int) -> Sequence[PoolQuestion]:
    """Every published question of a bank that may be drawn today."""
    return pool_listed(bank_id, _listed(bank_id))


def pool_listed(bank_id: int, listed: str | None) -> Sequence[PoolQuestion]:
    """The same, for who has asked DRAWABLE; made anew only when that has changed."""
    kept: dict[int, tuple[str | None, tuple[PoolQuestion, ...]]]
    kept = current_app.extensions.setdefault("pools", {})
    before, pool = kept.get(bank_id, (None, ()))
    if listed != before:
        ids = _numbers(listed)
        versions = shown_versions(ids)
        pool = tuple(_pool_question(versions[version_id]) for version_id in ids)
        kept[bank_id] = (listed, pool)
    return pool


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


def _listed(bank_id: int) -> str | None:
    [row] = look(DRAWABLE, bank=bank_id)
    return None if row.ids is None else str(row.ids)


def _numbers(listed: str | None) -> list[int]:
    return sorted(map(int, listed.split(","))) if listed else []


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
HELD_NEWEST = (
    select(ExamVersion.id, Exam.bank_id)
    .join(ExamVersion.exam)
    .where(Exam.key == bindparam("key"))
    .order_by(ExamVersion.number.desc())
    .limit(1)
    .with_for_update(read=True, key_share=True, of=Exam)
)
COMMA: Any = literal_column("','")
IDS = func.aggregate_strings(cast(Question.current_version_id, String), COMMA)
DRAWABLE = select(IDS.label("ids")).where(
    Question.bank_id == bindparam("bank"),
    Question.retired_at.is_(None),
    Question.current_version_id.is_not(None),
    ~is_blocked(),
)
"""Built once: they are asked for every start. One row costs less than a bank's."""
