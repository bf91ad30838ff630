"""What a candidate may know of a closed attempt."""

from dataclasses import dataclass

from sqlalchemy import select

from exams.marking import queries as marking
from exams.marking.rules.scoring import percent
from exams.sittings.errors import AttemptVoid, NotMarkedYet
from exams.sittings.models import Answer, Attempt
from lms.kernel.db import Text, db
from lms.kernel.i18n import words as _
from question_banks.items.models import Domain


@dataclass(frozen=True, slots=True)
class DomainResult:
    key: str
    title: Text
    earned: int
    possible: int


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """Points, never the questions or their keys."""

    earned: int
    possible: int
    percent: int
    pass_mark: int
    passed: bool
    by_domain: list[DomainResult]
    questions: int
    answered: int


def result_of(attempt: Attempt) -> AttemptResult:
    """The score that counts. Raises NotMarkedYet while the attempt is open, and
    AttemptVoid."""
    if attempt.voided_at is not None:
        raise AttemptVoid(_("This attempt was declared void: it has no result."))
    score = marking.score_of(attempt.id) if attempt.state != "open" else None
    if score is None:
        raise NotMarkedYet(_("This attempt is still open."))
    titles = _domain_titles(attempt.exam_version.exam.bank_id)
    return AttemptResult(
        earned=score.earned,
        possible=score.possible,
        percent=percent(score.earned, score.possible),
        pass_mark=score.pass_mark,
        passed=score.passed,
        by_domain=[
            DomainResult(
                d["domain"],
                titles.get(d["domain"], {"en": d["domain"]}),
                d["earned"],
                d["possible"],
            )
            for d in score.by_domain
        ],
        questions=attempt.exam_version.questions,
        answered=_answered(attempt.id),
    )


def _domain_titles(bank_id: int) -> dict[str, Text]:
    rows = db.session.execute(
        select(Domain.key, Domain.title)
        .where(Domain.bank_id == bank_id)
        .order_by(Domain.position)
    )
    return {row.key: row.title for row in rows}


def _answered(attempt_id: int) -> int:
    rows = db.session.scalars(
        select(Answer.response).where(
            Answer.attempt_id == attempt_id, Answer.revision > 0
        )
    )
    return sum(1 for response in rows if response)
