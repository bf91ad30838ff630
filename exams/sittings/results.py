"""What a candidate may know of a closed attempt: as much as its exam's policy says.

The policy is applied here, once, so that no page and no program gets more than it
allows. It is the one of the version that the attempt began under.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from exams.marking import queries as marking
from exams.marking.models import ScoreRun
from exams.marking.rules.scoring import percent
from exams.sittings.errors import AttemptVoid, NotMarkedYet
from exams.sittings.models import Answer, Attempt
from exams.sittings.rules.strengths import Strength, band
from exams.sittings.standing import STANDING
from lms.kernel.db import Text
from lms.kernel.i18n import words as _
from lms.kernel.quick import look
from question_banks.items.models import Domain, QuestionVersion

DOMAINS, SCORE, VERDICT = "domains", "score", "verdict"


@dataclass(frozen=True, slots=True)
class DomainResult:
    """How one domain went; no band where too few questions were asked to say.

    Never its points: on so few questions they would promise a precision that an
    exam does not have.
    """

    key: str
    title: Text
    questions: int
    band: Strength | None


@dataclass(frozen=True, slots=True)
class Points:
    earned: int
    possible: int

    @property
    def percent(self) -> int:
        return percent(self.earned, self.possible)


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The verdict; points unless the policy is `verdict`; domains if it says so.

    Never the questions or their keys.
    """

    feedback: str
    passed: bool
    pass_mark: int
    points: Points | None
    domains: list[DomainResult]
    questions: int
    answered: int


def result_of(attempt: Attempt) -> AttemptResult:
    """The result that counts. Raises AttemptVoid, and NotMarkedYet while the attempt
    is open or waits to be marked."""
    if attempt.voided_at is not None:
        raise AttemptVoid(_("This attempt was declared void: it has no result."))
    if attempt.state == "open":
        raise NotMarkedYet(_("This attempt is still open."))
    score = marking.score_of(attempt.id)
    if score is None:
        raise NotMarkedYet(_("This attempt is not marked yet. Its result follows."))
    feedback = attempt.exam_version.feedback
    has_points = feedback in (DOMAINS, SCORE)
    return AttemptResult(
        feedback=feedback,
        passed=score.passed,
        pass_mark=score.pass_mark,
        points=Points(score.earned, score.possible) if has_points else None,
        domains=_domains(attempt, score) if feedback == DOMAINS else [],
        questions=attempt.exam_version.questions,
        answered=_answered(attempt.id),
    )


def _domains(attempt: Attempt, score: ScoreRun) -> list[DomainResult]:
    points: dict[str, Any] = {line["domain"]: line for line in score.by_domain}
    rows = look(DOMAINS_ASKED, attempt=attempt.id)
    return [
        DomainResult(
            key,
            title,
            questions,
            band(
                points[key]["earned"],
                points[key]["possible"],
                questions=questions,
                pass_mark=score.pass_mark,
            ),
        )
        for key, title, questions in rows
        if key in points
    ]


def _answered(attempt_id: int) -> int:
    return sum(1 for row in look(RESPONSES, attempt=attempt_id) if row.response)


DOMAINS_ASKED = (
    select(Domain.key, Domain.title, func.count().label("questions"))
    .select_from(STANDING)
    .join(QuestionVersion, QuestionVersion.id == STANDING.c.version_id)
    .join(Domain, Domain.id == QuestionVersion.domain_id)
    .where(STANDING.c.attempt_id == bindparam("attempt"), STANDING.c.is_counted)
    .group_by(Domain.id, Domain.key, Domain.title, Domain.position)
    .order_by(Domain.position)
)
RESPONSES = select(Answer.response).where(
    Answer.attempt_id == bindparam("attempt"), Answer.revision > 0
)
"""Built once: everybody looks at their result."""
