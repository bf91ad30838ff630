"""Publishing the conditions of an exam."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict

from sqlalchemy import select

from exams.papers.models import Exam, ExamVersion
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
    certification: str, bank_id: int, conditions: Conditions, *, now: datetime
) -> ExamVersion | None:
    """The next conditions of a certification's exam; None when they are the same.

    The bank may be empty: the exam then is not open yet. Attempts under way keep
    the version they began under.
    """
    exam = _exam_of(certification, bank_id)
    exam.bank_id = bank_id
    db.session.flush()
    digest = digest_of([bank_id, conditions])
    newest = db.session.scalar(
        select(ExamVersion)
        .filter_by(exam_id=exam.id)
        .order_by(ExamVersion.number.desc())
        .limit(1)
    )
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


def _exam_of(key: str, bank_id: int) -> Exam:
    exam = db.session.scalar(select(Exam).filter_by(key=key))
    if exam is None:
        certification = db.session.scalars(
            select(Certification).filter_by(key=key)
        ).one()
        exam = Exam(key=key, certification_id=certification.id, bank_id=bank_id)
        db.session.add(exam)
    return exam
