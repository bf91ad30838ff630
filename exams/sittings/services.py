"""Starting an exam. Callers own transaction and time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from exams.accommodations.queries import factor_of
from exams.papers import queries as papers
from exams.papers.models import ExamVersion
from exams.papers.rules.draw import DrawnQuestion, PoolQuestion, draw
from exams.schedule import entering
from exams.sittings import events, queries, writing
from exams.sittings.admission import agreed, refuse_unless_admitted
from exams.sittings.allowance import Allowance
from exams.sittings.closing import close_if_due
from exams.sittings.errors import TimeIsCut
from exams.sittings.models import Attempt
from exams.sittings.rules import timing
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import moment
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso


@dataclass(frozen=True, slots=True)
class Terms(Allowance):
    """What one start is under: beside its time, the digest of the agreement that was
    accepted and the voucher it uses up."""

    agreement: str | None = None
    voucher_id: int | None = None


def start(
    exam_key: str,
    *,
    voucher: str = "",
    accepts_agreement: bool = False,
    told_end: str | None = None,
    by: Actor,
    now: datetime,
) -> Attempt:
    """Draw a paper and start the clock; an open attempt is simply gone on with.

    `told_end`: which hard end was announced, see refuse_surprise; None does not ask.
    Raises 404 for an unknown exam, and NotOpenYet, NoAttemptNow, AlreadyPassed,
    AgreementNeeded, TimeIsCut, what the schedule refuses (see entering.admit) or a
    room above (see attempt_starting). Twenty parallel starts end in one attempt: all
    but one run into its unique index and are repeated.
    """
    version = papers.current_version(exam_key, held=True)
    before = queries.attempts_at(by.id, version.exam_id)
    if before and not close_if_due(before[-1], now=now):
        return before[-1]
    pool = papers.pool_of(version.exam.bank_id)
    events.attempt_starting.send(version.exam, by=by, now=now)
    refuse_unless_admitted(version, before, pool, now=now)
    agreement = agreed(version, accepts=accepts_agreement)
    terms = _terms(version, voucher, agreement, by=by, now=now)
    if told_end is not None:
        refuse_surprise(version, terms, told_end, now=now)
    return _begin(version, len(before) + 1, pool, terms, by=by, now=now)


def refuse_surprise(
    version: ExamVersion, terms: Terms, told_end: str, *, now: datetime
) -> None:
    """Nobody starts an exam that is shorter than they were told.

    `told_end` is the hard end that was announced as cutting the time, in the form of
    moments.iso; empty when none was. Raises TimeIsCut.
    """
    end, time = terms.deadline(version, now), terms.time(version)
    if terms.is_cut(version, now) and iso(end) != told_end:
        minutes = (end - now) // timedelta(minutes=1)
        words = _(
            "Started now, it ends on %(moment)s: you would have %(left)s of your "
            "%(all)s minutes.",
            moment=moment(end),
            left=minutes,
            all=time // timedelta(minutes=1),
        )
        raise TimeIsCut(words, ends_at=iso(end), minutes=minutes)


def _terms(
    version: ExamVersion,
    voucher: str,
    agreement: str | None,
    *,
    by: Actor,
    now: datetime,
) -> Terms:
    admitted = entering.admit(version.exam_id, by.id, voucher, now=now)
    return Terms(factor_of(by.id), admitted.window, agreement, admitted.voucher_id)


def _begin(
    version: ExamVersion,
    number: int,
    pool: Sequence[PoolQuestion],
    terms: Terms,
    *,
    by: Actor,
    now: datetime,
) -> Attempt:
    seed = secrets.token_hex(16)
    attempt = _open(version, number, seed, terms, by=by, now=now)
    _note_start(attempt, version, by=by, now=now)
    paper = draw(version.blueprint, pool, rng=Random(seed))  # noqa: S311  kept, not secret
    _keep(attempt, paper)
    if terms.voucher_id is not None:
        entering.use_up(terms.voucher_id, attempt.id, now=now)
    return attempt


def _open(
    version: ExamVersion,
    number: int,
    seed: str,
    terms: Terms,
    *,
    by: Actor,
    now: datetime,
) -> Attempt:
    deadline = terms.deadline(version, now)
    grace = timing.grace(terms.time(version), factor=terms.factor)
    attempt = Attempt(
        exam_id=version.exam_id,
        exam_version_id=version.id,
        person_id=by.id,
        company_id=by.company_id,
        number=number,
        state="open",
        started_at=now,
        deadline_at=deadline,
        closes_at=deadline + grace,
        time_factor=terms.factor,
        window_id=terms.window.id if terms.window else None,
        agreement_digest=terms.agreement,
        seed=seed,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _note_start(
    attempt: Attempt, version: ExamVersion, *, by: Actor, now: datetime
) -> None:
    begun = {
        "exam": version.exam.key,
        "version": version.number,
        "number": attempt.number,
    }
    if attempt.agreement_digest:
        begun["agreement"] = attempt.agreement_digest
    audit.record(
        "exams.attempt.started", "attempt", attempt.id, by=by, now=now, after=begun
    )


def _keep(attempt: Attempt, paper: Sequence[DrawnQuestion]) -> None:
    rows = [
        {
            "position": position,
            "version_id": question.version_id,
            "order": question.order,
            "tokens": question.tokens,
        }
        for position, question in enumerate(paper, start=1)
    ]
    writing.keep_paper(attempt.id, rows)
