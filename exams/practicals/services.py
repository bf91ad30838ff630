"""Recording practicals. Results are added, never edited: a later one supersedes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from exams.practicals import queries
from exams.practicals.errors import NoPractical, Overtaken, OwnPractical, UnfitResult
from exams.practicals.events import practical_recorded
from exams.practicals.models import PracticalResult
from exams.practicals.queries import Case
from exams.practicals.rules.evidence import Evidence
from exams.practicals.rules.marking import (
    DayFault,
    Fault,
    Mark,
    Rubric,
    day_fault,
    faults,
    mark,
)
from lms.accounts.models import Person
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _

LONGEST_COMMENT = 4000


def open_case(
    person_id: int, certification_key: str, *, by: Actor, now: datetime
) -> Case:
    """What a grader needs to mark somebody's practical.

    Raises NoPractical, OwnPractical; 404 for an unknown person or certification.
    """
    case = queries.case(person_id, certification_key, on=now.date())
    if not (case.version.has_practical and case.version.practical):
        title = in_language(case.version.title)
        raise NoPractical(_("%(title)s asks for no practical.", title=title))
    if by.person_id == person_id:
        raise OwnPractical(_("Nobody marks themselves. Ask another grader."))
    return case


def marked(
    case: Case, points: Mapping[str, int], held_on: date, comment: str, *, now: datetime
) -> Mark:
    """The mark as it would be recorded. Raises UnfitResult, which says what to do."""
    _refuse_faulty_points(case.rubric, points)
    _refuse_impossible_day(held_on, today=now.date())
    outcome = mark(case.rubric, points)
    if not outcome.passed and not comment.strip():
        raise UnfitResult(
            _("Not passed: write what was missing, so that they can do better."),
            field="comment",
        )
    if len(comment) > LONGEST_COMMENT:
        raise UnfitResult(
            _("Write at most %(most)s characters.", most=LONGEST_COMMENT),
            field="comment",
        )
    return outcome


def record_result(
    person_id: int,
    certification_key: str,
    points: Mapping[str, int],
    held_on: date,
    comment: str,
    evidence: Evidence | None,
    *,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> PracticalResult:
    """Record a practical for good; `points` are by criterion key.

    `seen` is the id of the newest result the grader knew of (0: none), None not
    to ask. Raises what `open_case` and `marked` raise, and Overtaken.
    """
    case = _case_in_turn(person_id, certification_key, seen, by=by, now=now)
    outcome = marked(case, points, held_on, comment, now=now)
    result = _result(case, outcome, points, held_on)
    result.comment, result.grader_id, result.recorded_at = comment.strip(), by.id, now
    if evidence is not None:
        result.evidence_key = evidence.key
        result.evidence_name = evidence.name
        result.evidence_sha256 = evidence.sha256
    db.session.add(result)
    db.session.flush()
    _note(result, certification_key, by=by, now=now)
    practical_recorded.send(result, now=now)
    return result


def as_marked(rubric: Rubric, points: Mapping[str, int]) -> list[dict[str, Any]]:
    """The points with the rubric beside them, as a result keeps them."""
    return [
        {
            "criterion": criterion.key,
            "title": dict(criterion.title),
            "earned": points[criterion.key],
            "possible": criterion.points,
        }
        for criterion in rubric.criteria
    ]


def _case_in_turn(
    person_id: int, key: str, seen: int | None, *, by: Actor, now: datetime
) -> Case:
    # Two graders, or two clicks, come one after the other.
    db.session.get(Person, person_id, with_for_update={"key_share": True})
    case = open_case(person_id, key, by=by, now=now)
    if seen is not None and seen != case.newest_id:
        raise Overtaken(
            _("A result was recorded since you opened this form. Look at it first.")
        )
    return case


def _refuse_faulty_points(rubric: Rubric, points: Mapping[str, int]) -> None:
    found = faults(rubric, points)
    for criterion in rubric.criteria:
        if criterion.key in found:
            raise UnfitResult(
                _(
                    "%(criterion)s: type whole points from 0 to %(most)s.",
                    criterion=in_language(criterion.title),
                    most=criterion.points,
                ),
                field=f"points-{criterion.key}",
            )
    if Fault.UNKNOWN in found.values():
        raise UnfitResult(_("The rubric has changed. Open the form again."))


def _refuse_impossible_day(held_on: date, *, today: date) -> None:
    fault = day_fault(held_on, today=today)
    if fault is DayFault.FUTURE:
        raise UnfitResult(
            _("This day is still to come. Give the day the practical was held."),
            field="held_on",
        )
    if fault is DayFault.LONG_AGO:
        raise UnfitResult(
            _("This day is more than a year ago. Check the year."), field="held_on"
        )


def _result(
    case: Case, outcome: Mark, points: Mapping[str, int], held_on: date
) -> PracticalResult:
    company = queries.company_on(case.person.id, held_on)
    return PracticalResult(
        person_id=case.person.id,
        certification_id=case.version.certification_id,
        company_id=company.id if company else None,
        held_on=held_on,
        points=as_marked(case.rubric, points),
        earned=outcome.earned,
        possible=outcome.possible,
        pass_mark=outcome.pass_mark,
        passed=outcome.passed,
    )


def _note(
    result: PracticalResult, certification_key: str, *, by: Actor, now: datetime
) -> None:
    audit.record(
        "practicals.result.recorded",
        "practical_result",
        result.id,
        by=by,
        now=now,
        company_id=result.company_id,
        after={
            "person": result.person_id,
            "certification": certification_key,
            "held_on": result.held_on.isoformat(),
            "earned": result.earned,
            "possible": result.possible,
            "passed": result.passed,
        },
    )
