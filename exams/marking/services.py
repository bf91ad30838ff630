"""Marking: reads the paper, the keys and the answers held, and adds a score."""

from datetime import datetime

from exams.marking import queries
from exams.marking.models import ScoreRun
from exams.marking.rules.scoring import Score, mark
from exams.sittings.models import Attempt
from lms.kernel.quick import insertion, look


def mark_attempt(attempt: Attempt, *, now: datetime) -> Score:
    """Add a score of a closed attempt: the first, or one more after a reopening."""
    score = mark(
        queries.keyed_paper(attempt.id), pass_mark=attempt.exam_version.pass_mark
    )
    look(
        SCORE_RUN,
        attempt_id=attempt.id,
        earned=score.earned,
        possible=score.possible,
        pass_mark=score.pass_mark,
        passed=score.passed,
        by_domain=[
            {"domain": d.domain, "earned": d.earned, "possible": d.possible}
            for d in score.by_domain
        ],
        marked_at=now,
    )
    return score


SCORE_RUN = insertion(ScoreRun, number=queries.NEXT_NUMBER)
"""Built once: every hand-in has one."""
