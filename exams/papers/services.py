"""Publishing the conditions of an exam."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

from sqlalchemy import select

from exams.papers.models import RENEWAL, Exam, ExamVersion
from lms.catalogue.models import Certification
from lms.kernel.db import Text, db
from lms.kernel.digests import digest_of


class Conditions(TypedDict):
    """What every candidate of one version sits under; see ExamVersion."""

    questions: int
    seconds: int
    pass_mark: int
    blueprint: dict[str, int]
    attempts_allowed: int
    window_days: int
    waits_days: list[int]
    layout: NotRequired[Literal["one", "list"]]
    calculator: NotRequired[bool]
    feedback: NotRequired[Literal["domains", "score", "verdict"]]
    agreement: NotRequired[Text | None]


def publish_exam(
    certification: str,
    bank_id: int,
    conditions: Conditions,
    *,
    is_renewal: bool = False,
    now: datetime,
) -> ExamVersion | None:
    """The next conditions of a certification's exam, or of its renewal exam; None when
    they are the same.

    The bank may be empty: the exam then is not open yet. Attempts under way keep
    the version they began under.
    """
    exam = _exam_of(certification, bank_id, is_renewal=is_renewal)
    exam.bank_id = bank_id
    db.session.flush()
    digest, newest = digest_of([bank_id, conditions]), _newest(exam.id)
    if newest is not None and newest.digest == digest:
        return None
    version = ExamVersion(
        **conditions,
        exam=exam,
        number=newest.number + 1 if newest else 1,
        digest=digest,
        published_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _newest(exam_id: int) -> ExamVersion | None:
    return db.session.scalar(
        select(ExamVersion)
        .filter_by(exam_id=exam_id)
        .order_by(ExamVersion.number.desc())
        .limit(1)
    )


def _exam_of(certification: str, bank_id: int, *, is_renewal: bool) -> Exam:
    key = certification + RENEWAL * is_renewal
    exam = db.session.scalar(select(Exam).filter_by(key=key))
    if exam is None:
        found = db.session.scalars(
            select(Certification).filter_by(key=certification)
        ).one()
        exam = Exam(key=key, certification_id=found.id, bank_id=bank_id)
        exam.is_renewal = is_renewal
        db.session.add(exam)
    return exam
