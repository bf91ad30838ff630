"""What the home page asks for somebody who learns: a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from certificates.awards import queries as awards
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State
from exams.marking import queries as marking
from exams.marking.models import ScoreRun
from exams.practicals import queries as practicals
from exams.sittings import admission
from exams.sittings import queries as sittings
from exams.sittings.models import Attempt
from exams.sittings.results import VERDICT
from lms.catalogue import queries as catalogue
from lms.catalogue.models import CertificationVersion
from lms.kernel.actor import Actor
from lms.learning import queries as learning
from lms.learning.queries import Outline
from lms.reports.home_exams import Asked, exams_asked
from lms.reports.home_way import CompanyTier, Way, company_tier, way
from lms.reports.rules.next_steps import Kind, NextStep, Standing, next_steps

SHOWN = 4
"""Certificates beside the steps; all of them stand in the wallet."""


@dataclass(frozen=True, slots=True)
class Learner:
    """The learner's part: steps, courses begun, certificates that end soonest.

    `outlines` and `scores` (the last one of each exam) go by certification key;
    `way` is there until the first certificate.
    """

    steps: list[NextStep]
    outlines: Mapping[str, Outline]
    scores: Mapping[str, ScoreRun]
    certificates: list[Certificate]
    certificates_held: int
    way: Way | None
    company: CompanyTier | None

    template = "reports/home/learner.html"

    @property
    def ending(self) -> set[str]:
        """The numbers of the certificates whose renewal is open."""
        return {
            step.standing.certificate_number or ""
            for step in self.steps
            if step.kind is Kind.RENEWAL
        }

    @property
    def begun(self) -> list[Outline]:
        return [o for o in self.outlines.values() if o.progress.is_begun]


def learner(actor: Actor, *, now: datetime) -> Learner:
    """Everything the learner's part shows."""
    past = _past(actor.id, now.date())
    versions = catalogue.current_versions()
    exams = exams_asked()
    outlines = learning.outlines(actor.id)
    standings = [
        past.standing(v, exams.get(v.certification_id), outlines, now=now)
        for v in versions
    ]
    steps = next_steps(standings, now=now)
    live = sorted(past.live, key=lambda certificate: certificate.expires_on)
    towards = steps[0].standing.key if steps and not live else None
    return Learner(
        steps=steps,
        outlines={o.course.certification.key: o for o in outlines.values()},
        scores=past.last_scores(
            {e.version.exam_id: e.version.exam.key for e in exams.values()}
        ),
        certificates=live[:SHOWN],
        certificates_held=len(live),
        way=way(towards, versions, exams, outlines),
        company=company_tier(actor, now.date()),
    )


@dataclass(frozen=True, slots=True)
class Past:
    """What a person has done, by certification where it has one."""

    attempts: Mapping[int, list[Attempt]]
    scores: Mapping[int, ScoreRun]
    practicals_passed: Mapping[int, int]
    live: list[Certificate]

    def standing(
        self,
        version: CertificationVersion,
        exam: Asked | None,
        outlines: Mapping[int, Outline],
        *,
        now: datetime,
    ) -> Standing:
        """Where the person stands with one certification."""
        about = version.certification_id
        before = self.attempts.get(exam.version.exam_id, []) if exam else []
        running = _running(before, now)
        outline = outlines.get(about)
        last = self._lasts_longest(about)
        return Standing(
            key=version.certification.key,
            title=version.title,
            lessons_left=outline.progress.left if outline else None,
            has_begun=outline is not None and outline.progress.is_begun,
            attempt_id=running.id if running else None,
            running_until=running.deadline_at if running else None,
            has_sat=bool(before),
            sit_from=_sit_from(exam, before, now),
            lacks_practical=version.has_practical and self._waits(about, before),
            certificate_number=last.number if last else None,
            issued_on=last.issued_on if last else None,
            renewal_opens=last.term.renewal_opens if last else None,
            expires_on=last.expires_on if last else None,
            renewal_exam=(exam.renewal if exam and version.has_renewal_exam else None),
        )

    def last_scores(self, keys: Mapping[int, str]) -> dict[str, ScoreRun]:
        """The score of the newest marked attempt, where the exam shows scores; `keys`
        name the exams."""
        return {
            keys[exam_id]: self.scores[attempt.id]
            for exam_id, attempts in self.attempts.items()
            for attempt in attempts
            if attempt.id in self.scores
            and exam_id in keys
            and attempt.exam_version.feedback != VERDICT
        }

    def _waits(self, certification_id: int, before: list[Attempt]) -> bool:
        # As the graders' list counts: more exams passed than practicals.
        passed = sum(a.id in self.scores and self.scores[a.id].passed for a in before)
        return passed > self.practicals_passed.get(certification_id, 0)

    def _lasts_longest(self, certification_id: int) -> Certificate | None:
        mine = [c for c in self.live if c.certification_id == certification_id]
        return max(mine, key=lambda c: c.expires_on, default=None)


def _past(person_id: int, today: date) -> Past:
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in sittings.attempts_of(person_id):
        attempts[attempt.exam_id].append(attempt)
    ids = [attempt.id for sat in attempts.values() for attempt in sat]
    results = practicals.results_of(person_id)
    held = awards.held_by(person_id)
    return Past(
        attempts=attempts,
        scores=marking.scores_of(ids),
        practicals_passed=Counter(r.certification_id for r in results if r.passed),
        live=[c for c in held if c.state(today) is State.VALID],
    )


def _running(attempts: list[Attempt], now: datetime) -> Attempt | None:
    # One that has run out waits for the worker; there is no way back into it.
    return next(
        (a for a in attempts if a.state == "open" and a.deadline_at > now), None
    )


def _sit_from(
    exam: Asked | None, before: list[Attempt], now: datetime
) -> datetime | None:
    if exam is None or not exam.is_open:
        return None
    return admission.next_possible_start(exam.version, before, now=now).at
