"""The exam day in figures: who sits, who is in trouble, how we are doing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, exists, func, select
from sqlalchemy.orm import joinedload

from exams.invigilation.models import SaveMinute
from exams.invigilation.rules.latency import added, percentile
from exams.papers.models import Exam
from exams.sittings.models import Answer, Attempt, Outage
from lms.accounts.models import SignIn
from lms.accounts.rules.sign_ins import NOTED_EVERY
from lms.catalogue.models import Certification
from lms.kernel.db import db

SILENCE = timedelta(minutes=3)
"""The room asks at least every minute and a half: who says nothing for so long is
cut off."""

OVERDUE = timedelta(seconds=60)
LOOKED_AT = timedelta(minutes=30)
LATELY = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class ExamLine:
    """One exam that somebody sits now."""

    exam: Exam
    open: int
    paused: int
    overdue: int
    unsent: int


@dataclass(frozen=True, slots=True)
class MinuteLine:
    """What happened in one minute; the newest of them is not over."""

    at: datetime
    starts: int
    saves: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Attempts somebody should look at: the first SHOWN of `total`."""

    attempts: Sequence[Attempt]
    total: int


def exams_now(*, now: datetime) -> list[ExamLine]:
    """Exams with open attempts, in the programme's order."""
    rows = db.session.execute(
        select(
            Exam,
            func.count(Attempt.id),
            _number(Attempt.paused_at.is_not(None)),
            _number(_is_overdue(now)),
            _number(Attempt.unsent > 0),
        )
        .join(Attempt, Attempt.exam_id == Exam.id)
        .join(Certification, Certification.id == Exam.certification_id)
        .where(Attempt.state == "open")
        .group_by(Exam.id, Certification.position)
        .order_by(Certification.position, Exam.id)
    )
    return [ExamLine(*row) for row in rows]


def minutes(*, now: datetime) -> list[MinuteLine]:
    """Starts and saves of the last half hour, minute by minute, the oldest first."""
    last = now.replace(second=0, microsecond=0)
    first = last - LOOKED_AT + MINUTE
    begun = db.session.scalars(
        select(Attempt.started_at).where(Attempt.started_at >= first)
    )
    starts = Counter(at.replace(second=0, microsecond=0) for at in begun)
    saves: Counter[datetime] = Counter()
    for row in _measured(first):
        saves[row.minute] += sum(row.buckets)
    moments = (first + n * MINUTE for n in range(LOOKED_AT // MINUTE))
    return [MinuteLine(at, starts[at], saves[at]) for at in moments]


def slowest_saves(*, now: datetime, percent: int = 95) -> int | None:
    """So many per cent of the saves of the last minutes took at most this many
    milliseconds; None when there were none."""
    rows = _measured(now - LATELY)
    return percentile(added(row.buckets for row in rows), percent) if rows else None


def overdue(*, now: datetime) -> Trouble:
    """Open although the time, grace and all, was up a minute ago: our fault."""
    return _trouble(_is_overdue(now), order=Attempt.closes_at)


def with_unsent() -> Trouble:
    """Their browser holds answers that we do not have."""
    return _trouble(Attempt.unsent > 0, order=Attempt.unsent.desc())


def paused() -> Trouble:
    return _trouble(Attempt.paused_at.is_not(None), order=Attempt.paused_at)


def unmarked() -> Trouble:
    """Closed, and not marked because a key is broken: the answers wait, safe."""
    return _listed(Attempt.unmarked_since.is_not(None), order=Attempt.unmarked_since)


def silent(*, now: datetime) -> Trouble:
    """Nothing was heard from them for at least SILENCE.

    Being seen is written down every few minutes only, so who is silent for less
    than both together may not be on the list yet; who is on it is silent.
    """
    seen = (
        select(func.max(SignIn.seen_at))
        .where(SignIn.person_id == Attempt.person_id)
        .scalar_subquery()
    )
    saved = exists().where(
        Answer.attempt_id == Attempt.id, Answer.saved_at >= now - SILENCE
    )
    return _trouble(
        Attempt.paused_at.is_(None),
        Attempt.started_at < now - SILENCE,
        seen < now - SILENCE - NOTED_EVERY,
        ~saved,
        order=Attempt.id,
    )


def outages_since(moment: datetime) -> list[Outage]:
    """Our own outages, the latest first, with what they were credited with."""
    return list(
        db.session.scalars(
            select(Outage)
            .where(Outage.ended_at >= moment)
            .order_by(Outage.began_at.desc())
        )
    )


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    return Attempt.paused_at.is_(None) & (Attempt.closes_at < now - OVERDUE)


def _number(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(cast(condition, Integer)), 0)


def _trouble(*conditions: ColumnElement[bool], order: Any) -> Trouble:
    return _listed(Attempt.state == "open", *conditions, order=order)


def _listed(*conditions: ColumnElement[bool], order: Any) -> Trouble:
    found: Select[Attempt] = select(Attempt).where(*conditions)
    total = db.session.scalars(select(func.count()).select_from(found.subquery())).one()
    if not total:
        return Trouble([], 0)
    attempts = db.session.scalars(
        found.options(joinedload(Attempt.person), joinedload(Attempt.exam))
        .order_by(order)
        .limit(SHOWN)
    )
    return Trouble(attempts.all(), total)


def _measured(first: datetime) -> list[SaveMinute]:
    return list(
        db.session.scalars(select(SaveMinute).where(SaveMinute.minute >= first))
    )
