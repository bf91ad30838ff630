"""May this person begin this exam now? One answer for pages and for the start."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from exams.marking import queries as scores
from exams.marking.models import ScoreRun
from exams.papers.models import ExamVersion
from exams.papers.rules.draw import PoolQuestion, shortfall
from exams.practicals.queries import awaited_of
from exams.sittings.errors import (
    AgreementNeeded,
    AlreadyPassed,
    NoAttemptNow,
    NotOpenYet,
)
from exams.sittings.models import Attempt
from exams.sittings.rules.retakes import NextStart, RetakePolicy, next_start
from lms.kernel.digests import digest_of
from lms.kernel.errors import Refused
from lms.kernel.i18n import day
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso

PASS_KEEPS = timedelta(days=365)
"""A pass waits a year for its practical; meanwhile there is nothing to sit again."""


def refuse_unless_admitted(
    version: ExamVersion,
    before: Sequence[Attempt],
    pool: Sequence[PoolQuestion],
    *,
    now: datetime,
) -> None:
    """Raises the reason why the next attempt may not begin."""
    lacking = shortfall(version.blueprint, pool)
    closed = [attempt.id for attempt in before if attempt.state == "closed"]
    marked = scores.scores_of(closed) if closed else {}
    waits = bool(before) and practical_awaited(version, before[0].person_id, now=now)
    reason = refusal(version, before, marked, lacking, waits=waits, now=now)
    if reason is not None:
        raise reason


def refusal(
    version: ExamVersion,
    before: Sequence[Attempt],
    marked: Mapping[int, ScoreRun],
    lacking: Mapping[str, int],
    *,
    waits: bool,
    now: datetime,
) -> Refused | None:
    """The first thing that stands before a new attempt, or None.

    `waits`: a pass would wait for a practical that is not passed yet. Without
    that, a pass became a certificate, and certificates speak for themselves.
    """
    if lacking:
        return NotOpenYet(
            _(
                "This exam is not open yet: it lacks %(number)s of %(all)s questions.",
                number=sum(lacking.values()),
                all=version.questions,
            )
        )
    if waits and _passed_lately(before, marked, now=now):
        return AlreadyPassed(_("You have passed this exam; the pass counts."))
    earliest = next_possible_start(version, before, now=now)
    if earliest.at > now:
        return _not_before(earliest)
    return None


def agreed(version: ExamVersion, *, accepts: bool) -> str | None:
    """What a start agrees to, as a digest of its words; None where the exam asks
    for no agreement. Raises AgreementNeeded."""
    if not version.agreement:
        return None
    if not accepts:
        raise AgreementNeeded(_("This exam starts when you accept its agreement."))
    return digest_of(version.agreement)


def practical_awaited(version: ExamVersion, person_id: int, *, now: datetime) -> bool:
    """Has this person still to pass the practical beside this exam?"""
    if version.exam.is_renewal:
        return False
    awaited = awaited_of(person_id, since=now - PASS_KEEPS)
    return version.exam.certification_id in awaited


def next_possible_start(
    version: ExamVersion, before: Sequence[Attempt], *, now: datetime
) -> NextStart:
    return next_start(_starts(before), _policy(version), now=now)


def start_after_this(
    version: ExamVersion, before: Sequence[Attempt], *, now: datetime
) -> datetime:
    """When one may start once more after a start now that is not passed."""
    return next_start([*_starts(before), now], _policy(version), now=now).at


def _policy(version: ExamVersion) -> RetakePolicy:
    return RetakePolicy(
        allowed=version.attempts_allowed,
        window=timedelta(days=version.window_days),
        waits=tuple(timedelta(days=days) for days in version.waits_days),
    )


def _starts(before: Sequence[Attempt]) -> list[datetime]:
    return [attempt.started_at for attempt in before if attempt.is_spent]


def _passed_lately(
    before: Sequence[Attempt], marked: Mapping[int, ScoreRun], *, now: datetime
) -> bool:
    return any(
        attempt.id in marked
        and marked[attempt.id].passed
        and attempt.started_at > now - PASS_KEEPS
        for attempt in before
    )


def _not_before(earliest: NextStart) -> NoAttemptNow:
    if earliest.by_cap:
        words = _("Your attempts are used up. You may sit again from %(day)s.")
    else:
        words = _("You may sit this exam again from %(day)s.")
    return NoAttemptNow(
        str(words) % {"day": day(earliest.at)}, next_start_at=iso(earliest.at)
    )
