"""Marking: reads the paper, the keys and the answers held, and adds a score."""

from datetime import datetime

from exams.marking import queries
from exams.marking.models import ScoreRun
from exams.marking.rules.scoring import mark
from exams.sittings.models import Attempt
from lms.kernel.db import db


def mark_attempt(attempt: Attempt, *, now: datetime) -> ScoreRun:
    """Add a score of a closed attempt: the first, or one more after a reopening."""
    score = mark(
        queries.keyed_paper(attempt.id), pass_mark=attempt.exam_version.pass_mark
    )
    run = ScoreRun(
        attempt_id=attempt.id,
        number=queries.next_number(attempt.id),
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
    db.session.add(run)
    db.session.flush()
    return run
