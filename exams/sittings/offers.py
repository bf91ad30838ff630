"""Which exams a person may sit, and what stands before each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from exams.marking import queries as marking
from exams.marking.models import ScoreRun
from exams.papers import queries as papers
from exams.papers.models import ExamVersion
from exams.practicals.queries import awaited_of
from exams.sittings import events, queries
from exams.sittings.admission import PASS_KEEPS, next_possible_start, refusal
from exams.sittings.models import Attempt
from lms.catalogue import queries as catalogue
from lms.catalogue.models import CertificationVersion
from lms.kernel.actor import Actor
from lms.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class ExamOffer:
    """One exam for one person now. `refusal` says why it cannot be started."""

    version: ExamVersion
    certification: CertificationVersion
    attempts_used: int
    open_attempt_id: int | None
    refusal: str | None
    next_start_at: datetime | None
    last_attempt: Attempt | None
    last_score: ScoreRun | None
    bank_holds: int

    @property
    def key(self) -> str:
        return self.version.exam.key

    @property
    def is_ready(self) -> bool:
        return self.bank_holds >= self.version.questions

    @property
    def minutes(self) -> int:
        """Whole minutes, at least one."""
        return max(1, self.version.seconds // 60)


def exams_for(actor: Actor, *, now: datetime) -> list[ExamOffer]:
    """Every exam of the programme, in its order; retired ones are left out."""
    named = {c.certification_id: c for c in catalogue.current_versions()}
    versions = [
        v for v in papers.current_versions() if v.exam.certification_id in named
    ]
    return _offers(versions, named, actor, now=now)


def offer_of(actor: Actor, exam_key: str, *, now: datetime) -> ExamOffer:
    """One exam, retired or not, or 404."""
    version = papers.current_version(exam_key)
    named = {version.exam.certification_id: catalogue.current_version(exam_key)}
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
    return [
        _offer(
            version,
            named[version.exam.certification_id],
            [a for a in attempts if a.exam_id == version.exam_id],
            scores,
            held.get(version.exam.bank_id, {}),
            waits=version.exam.certification_id in awaited,
            actor=actor,
            now=now,
        )
        for version in versions
    ]


def _offer(
    version: ExamVersion,
    certification: CertificationVersion,
    mine: list[Attempt],
    scores: dict[int, ScoreRun],
    held: dict[str, int],
    *,
    waits: bool,
    actor: Actor,
    now: datetime,
) -> ExamOffer:
    wanted = version.blueprint
    lacking = {d: n - held.get(d, 0) for d, n in wanted.items() if held.get(d, 0) < n}
    is_open = bool(mine) and mine[-1].state == "open"
    # Who holds the certificate is told that, not how long to wait for the exam.
    above = None if lacking else _refused_above(version, actor, now)
    reason = above or refusal(version, mine, scores, lacking, waits=waits, now=now)
    last = next((attempt for attempt in reversed(mine) if attempt.id in scores), None)
    return ExamOffer(
        version=version,
        certification=certification,
        attempts_used=len(mine),
        open_attempt_id=mine[-1].id if is_open else None,
        refusal=str(reason) if reason and not is_open else None,
        next_start_at=next_possible_start(version, mine, now=now).at if mine else None,
        last_attempt=last,
        last_score=scores[last.id] if last else None,
        bank_holds=sum(min(held.get(d, 0), n) for d, n in wanted.items()),
    )


def _refused_above(version: ExamVersion, actor: Actor, now: datetime) -> Refused | None:
    try:
        events.attempt_starting.send(version.exam, by=actor, now=now)
    except Refused as reason:
        return reason
    return None
