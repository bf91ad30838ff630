"""Starting an exam. Callers own transaction and time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from exams.papers import queries as papers
from exams.papers.models import ExamVersion
from exams.papers.rules.draw import PoolQuestion, draw
from exams.schedule import entering
from exams.schedule.rules.entry import Rule
from exams.sittings import events, opening, queries
from exams.sittings.admission import agreed, refuse_unless_admitted
from exams.sittings.allowance import Allowance
from exams.sittings.closing import close_if_due
from exams.sittings.errors import TimeIsCut
from exams.sittings.rules import timing
from lms.kernel import audit
from lms.kernel.actor import Actor
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
) -> int:
    """Draw a paper and start the clock; an open attempt is simply gone on with.

    `told_end`: which hard end was announced, see refuse_surprise. Returns the
    attempt's id. Raises 404 for an unknown exam, and NotOpenYet, NoAttemptNow,
    AlreadyPassed, AgreementNeeded, TimeIsCut, what the schedule refuses (see
    entering.admit) or a room above (see attempt_starting). Twenty parallel starts end
    in one attempt: all but one run into its unique index and are repeated.
    """
    version = papers.held_version(exam_key)
    found = opening.ask(version.exam, by=by)
    before = queries.attempts_at(by.id, version.exam_id) if found.begun else []
    if before and not close_if_due(before[-1], now=now):
        return before[-1].id
    pool = papers.pool_listed(version.exam.bank_id, found.drawable)
    events.attempt_starting.send(version.exam, by=by, now=now)
    refuse_unless_admitted(version, before, pool, now=now)
    agreement = agreed(version, accepts=accepts_agreement)
    terms = _terms(version.exam_id, found, voucher, agreement, by=by, now=now)
    refuse_surprise(version, terms, told_end, now=now)
    return _begin(version, len(before) + 1, pool, terms, by=by, now=now)


def refuse_surprise(
    version: ExamVersion, terms: Terms, told_end: str | None, *, now: datetime
) -> None:
    """Nobody starts an exam that is shorter than they were told.

    `told_end` is the hard end that was announced as cutting the time, in the form of
    moments.iso; empty when none was, and None from who was told nothing and does not
    ask. Raises TimeIsCut.
    """
    if told_end is None:
        return
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
    exam_id: int,
    found: Any,
    voucher: str,
    agreement: str | None,
    *,
    by: Actor,
    now: datetime,
) -> Terms:
    rule = Rule(bool(found.only_in_windows), bool(found.only_with_voucher))
    admitted = entering.admit(exam_id, by.id, voucher, rule=rule, now=now)
    factor = found.factor or timing.USUAL
    return Terms(factor, admitted.window, agreement, admitted.voucher_id)


def _begin(
    version: ExamVersion,
    number: int,
    pool: Sequence[PoolQuestion],
    terms: Terms,
    *,
    by: Actor,
    now: datetime,
) -> int:
    seed = secrets.token_hex(16)
    paper = draw(version.blueprint, pool, rng=Random(seed))  # noqa: S311  kept, not secret
    attempt_id = opening.open_attempt(
        paper,
        exam_id=version.exam_id,
        exam_version_id=version.id,
        person_id=by.id,
        company_id=by.company_id,
        number=number,
        **_clock(version, terms, now),
        window_id=terms.window.id if terms.window else None,
        agreement_digest=terms.agreement,
        seed=seed,
    )
    begun = {"exam": version.exam.key, "version": version.number, "number": number}
    _note_start(attempt_id, begun, terms, by=by, now=now)
    if terms.voucher_id is not None:
        entering.use_up(terms.voucher_id, attempt_id, now=now)
    return attempt_id


def _clock(version: ExamVersion, terms: Terms, now: datetime) -> dict[str, Any]:
    deadline = terms.deadline(version, now)
    grace = timing.grace(terms.time(version), factor=terms.factor)
    return {
        "started_at": now,
        "deadline_at": deadline,
        "closes_at": deadline + grace,
        "time_factor": terms.factor,
    }


def _note_start(
    attempt_id: int, begun: dict[str, Any], terms: Terms, *, by: Actor, now: datetime
) -> None:
    if terms.agreement:
        begun["agreement"] = terms.agreement
    audit.record(
        "exams.attempt.started", "attempt", attempt_id, by=by, now=now, after=begun
    )
