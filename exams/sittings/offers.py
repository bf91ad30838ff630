"""Which exams a person may sit, and what stands before each of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exams.accommodations.queries import factor_of
from exams.marking import queries as marking
from exams.marking.models import ScoreRun
from exams.papers import queries as papers
from exams.papers.models import Exam, ExamVersion
from exams.papers.naming import exam_title
from exams.practicals.queries import awaited_of
from exams.schedule import entering
from exams.schedule.rules.entry import Bar, Barred, Entry, Window
from exams.sittings import events, queries
from exams.sittings.admission import (
    PASS_KEEPS,
    next_possible_start,
    refusal,
    start_after_this,
)
from exams.sittings.allowance import Allowance
from exams.sittings.models import Attempt
from lms.catalogue import queries as catalogue
from lms.catalogue.models import CertificationVersion
from lms.kernel.actor import Actor
from lms.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class ExamOffer:
    """One exam for one person now. `refusal` says why it cannot be started.

    `next_start_at` counts what was sat before, `start_after_this` a start now as
    well. `factor` is the person's time in per cent. `window` is the one a start would
    be in, `next_window` the one that opens next; `needs_voucher` when only a voucher
    stands before the start. `is_allowed`: no room above refuses, see attempt_starting.
    """

    version: ExamVersion
    certification: CertificationVersion
    attempts_used: int
    open_attempt_id: int | None
    refusal: str | None
    next_start_at: datetime | None
    start_after_this: datetime
    last_attempt: Attempt | None
    last_score: ScoreRun | None
    bank_holds: int
    factor: int
    window: Window | None
    next_window: Window | None
    needs_voucher: bool
    is_allowed: bool = True

    @property
    def key(self) -> str:
        return self.version.exam.key

    @property
    def is_renewal(self) -> bool:
        return self.version.exam.is_renewal

    @property
    def title(self) -> str:
        return exam_title(self.version.exam, self.certification.title)

    @property
    def is_ready(self) -> bool:
        return self.bank_holds >= self.version.questions

    @property
    def minutes(self) -> int:
        """Whole minutes for this person, at least one."""
        return max(1, self.time // timedelta(minutes=1))

    @property
    def allowance(self) -> Allowance:
        return Allowance(self.factor, self.window)

    @property
    def time(self) -> timedelta:
        """All the time this person has, if no window cuts it."""
        return self.allowance.time(self.version)

    @property
    def usual_minutes(self) -> int:
        """What the exam gives to people without a time factor of their own."""
        return max(1, self.version.seconds // 60)

    @property
    def whole_time_until(self) -> datetime | None:
        """Who starts later loses time to the window's hard end; None without one."""
        hard_end = self.allowance.hard_end
        return hard_end - self.time if hard_end else None

    def ends_at(self, start: datetime) -> datetime:
        """The deadline of who starts now."""
        return self.allowance.deadline(self.version, start)

    def is_cut(self, start: datetime) -> bool:
        """Does the window's hard end take time from who starts now?"""
        return self.allowance.is_cut(self.version, start)

    def minutes_left(self, start: datetime) -> int:
        """Whole minutes for who starts now, in a window with a hard end too."""
        return (self.ends_at(start) - start) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the schedule finds somebody, and their time factor."""

    way: Entry | Barred
    factor: int

    @property
    def needs_voucher(self) -> bool:
        return isinstance(self.way, Barred) and self.way.bar is Bar.NO_VOUCHER

    @property
    def refusal(self) -> Refused | None:
        """A voucher that is missing is asked for, not a refusal."""
        if isinstance(self.way, Entry) or self.needs_voucher:
            return None
        return entering.reason_of(self.way)

    @property
    def window(self) -> Window | None:
        return self.way.window if isinstance(self.way, Entry) else None

    @property
    def next_window(self) -> Window | None:
        return self.way.next_window if isinstance(self.way, Barred) else None


@dataclass(frozen=True, slots=True)
class Past:
    """What a person has sat of one exam, oldest first, with the scores that count.

    `waits`: a pass would wait for a practical, see admission.refusal.
    """

    attempts: list[Attempt]
    scores: Mapping[int, ScoreRun]
    waits: bool

    @property
    def open_attempt_id(self) -> int | None:
        last = self.attempts[-1] if self.attempts else None
        return last.id if last and last.state == "open" else None

    @property
    def last(self) -> Attempt | None:
        """The newest attempt with a score."""
        marked = (a for a in reversed(self.attempts) if a.id in self.scores)
        return next(marked, None)


def exams_for(actor: Actor, *, now: datetime) -> list[ExamOffer]:
    """Every exam of the programme, in its order; retired ones are left out, and
    renewal exams that renew nothing of this person's."""
    named = {c.certification_id: c for c in catalogue.current_versions()}
    versions = [
        v for v in papers.current_versions() if v.exam.certification_id in named
    ]
    return [
        offer
        for offer in _offers(versions, named, actor, now=now)
        if not offer.is_renewal or offer.open_attempt_id or offer.is_allowed
    ]


def offer_of(actor: Actor, exam_key: str, *, now: datetime) -> ExamOffer:
    """One exam, retired or not, or 404."""
    version = papers.current_version(exam_key)
    about = catalogue.current_version(version.exam.certification_key)
    named = {version.exam.certification_id: about}
    return _offers([version], named, actor, now=now)[0]


def _offers(
    versions: Iterable[ExamVersion],
    named: Mapping[int, CertificationVersion],
    actor: Actor,
    *,
    now: datetime,
) -> list[ExamOffer]:
    attempts = queries.attempts_of(actor.id)
    scores = marking.scores_of([attempt.id for attempt in attempts])
    held = papers.holdings()
    awaited = awaited_of(actor.id, since=now - PASS_KEEPS) if attempts else set()
    factor, versions = factor_of(actor.id), list(versions)
    ways = entering.ways(actor.id, [v.exam_id for v in versions], now=now)

    def past(version: ExamVersion) -> Past:
        mine = [a for a in attempts if a.exam_id == version.exam_id]
        return Past(mine, scores, _waits(version.exam, awaited))

    return [
        _offer(
            version,
            named[version.exam.certification_id],
            past(version),
            held.get(version.exam.bank_id, {}),
            Terms(ways[version.exam_id], factor),
            actor=actor,
            now=now,
        )
        for version in versions
    ]


def _waits(exam: Exam, awaited: Collection[int]) -> bool:
    return exam.certification_id in awaited and not exam.is_renewal


def _offer(
    version: ExamVersion,
    certification: CertificationVersion,
    past: Past,
    held: dict[str, int],
    terms: Terms,
    *,
    actor: Actor,
    now: datetime,
) -> ExamOffer:
    lacking = _lacking(version, held)
    # Before it opens nobody is told more; a renewal exam is for holders even then.
    is_asked = not lacking or version.exam.is_renewal
    above = _refused_above(version, actor, now) if is_asked else None
    reason = _reason(version, past, lacking, terms, above, now=now)
    return ExamOffer(
        version=version,
        certification=certification,
        open_attempt_id=past.open_attempt_id,
        refusal=str(reason) if reason and not past.open_attempt_id else None,
        bank_holds=sum(min(held.get(d, 0), n) for d, n in version.blueprint.items()),
        is_allowed=above is None,
        **_history(version, past, now=now),
        **_schedule(terms, reason),
    )


def _reason(
    version: ExamVersion,
    past: Past,
    lacking: dict[str, int],
    terms: Terms,
    above: Refused | None,
    *,
    now: datetime,
) -> Refused | None:
    sat, scores = past.attempts, past.scores
    own = refusal(version, sat, scores, lacking, waits=past.waits, now=now)
    # Who holds the certificate is told that, not how long to wait for the exam.
    return (own if lacking else above or own) or terms.refusal


def _history(version: ExamVersion, past: Past, *, now: datetime) -> dict[str, Any]:
    mine, last = past.attempts, past.last
    next_start = next_possible_start(version, mine, now=now) if mine else None
    return {
        "attempts_used": sum(1 for attempt in mine if attempt.is_spent),
        "next_start_at": next_start.at if next_start else None,
        "start_after_this": start_after_this(version, mine, now=now),
        "last_attempt": last,
        "last_score": past.scores[last.id] if last else None,
    }


def _schedule(terms: Terms, reason: Refused | None) -> dict[str, Any]:
    return {
        "factor": terms.factor,
        "window": terms.window,
        "next_window": terms.next_window,
        "needs_voucher": reason is None and terms.needs_voucher,
    }


def _lacking(version: ExamVersion, held: dict[str, int]) -> dict[str, int]:
    wanted = version.blueprint
    return {d: n - held.get(d, 0) for d, n in wanted.items() if held.get(d, 0) < n}


def _refused_above(version: ExamVersion, actor: Actor, now: datetime) -> Refused | None:
    try:
        events.attempt_starting.send(version.exam, by=actor, now=now)
    except Refused as reason:
        return reason
    return None
