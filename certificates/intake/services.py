"""What can be done with a file of earlier results: record it, and issue for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from certificates.awards.legacy import LegacyResult
from certificates.awards.services import award_for_legacy
from certificates.intake import queries
from certificates.intake.errors import AnotherOutcome, NotFailed, NothingToIssue
from certificates.intake.models import Intake, IntakeLine
from certificates.intake.rules.judging import Judged
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue

ISSUE = "issue_for_intake"
"""The job; its module knows this one."""


def record(
    lines: Sequence[Judged],
    *,
    expected: int,
    file_name: str,
    digest: str,
    by: Actor,
    now: datetime,
) -> Intake:
    """Record the results of the good lines; certificates follow in the background.

    Raises NothingToIssue; and AnotherOutcome, if the preview promised another number.
    """
    good = _as_promised(lines, expected)
    intake = Intake(
        file_name=file_name,
        sha256=digest,
        count=len(good),
        confirmed_by_id=by.id,
        confirmed_at=now,
    )
    db.session.add(intake)
    db.session.flush()
    _record_lines(intake.id, good, by=by, now=now)
    _note("confirmed", intake, by=by, now=now)
    enqueue(ISSUE, intake.id)
    return intake


def issue_next(intake_id: int, *, by: Actor, now: datetime) -> bool:
    """Issue for the next line, or note why not; are there more? Two runs at once
    share the lines between them: each line is settled once."""
    intake = db.session.get_one(
        Intake, intake_id, with_for_update={"of": Intake}, populate_existing=True
    )
    line = queries.next_line(intake_id, intake.reached) if intake.is_running else None
    if line is None:
        return False
    if award_for_legacy(line.legacy_result, by=by, now=now) is None:
        line.left_out = "held"
    intake.reached += 1
    if intake.reached == intake.count:
        intake.finished_at = now
    return intake.reached < intake.count


def try_again(intake_id: int, *, by: Actor, now: datetime) -> None:
    """Go on where it broke off. Raises NotFailed, also when somebody was faster."""
    again = update(Intake).where(
        Intake.id == intake_id,
        Intake.failed_at.is_not(None),
        Intake.finished_at.is_(None),
    )
    if changed(again.values(failed_at=None)) != 1:
        raise NotFailed(_("This file does not wait for another try."))
    _note("tried_again", queries.intake(intake_id), by=by, now=now)
    enqueue(ISSUE, intake_id)


def _as_promised(lines: Sequence[Judged], expected: int) -> list[Judged]:
    good = [line for line in lines if line.is_good]
    if not good:
        raise NothingToIssue(_("No line of this file brings a certificate."))
    if len(good) != expected:
        raise AnotherOutcome(
            _("Something has changed since you looked. Look at the file again.")
        )
    return good


def _record_lines(
    intake_id: int, good: Sequence[Judged], *, by: Actor, now: datetime
) -> None:
    results = [_result(line, by=by, now=now) for line in good]
    db.session.execute(insert(LegacyResult), results)
    ids = _ids_of(good)
    lines = [
        {
            "intake_id": intake_id,
            "position": position,
            "line": line.row.line,
            "legacy_result_id": ids[line.key],
        }
        for position, line in enumerate(good)
    ]
    db.session.execute(insert(IntakeLine), lines)


def _result(line: Judged, *, by: Actor, now: datetime) -> dict[str, object]:
    person_id, certification_id, passed_on = line.key
    return {
        "person_id": person_id,
        "certification_id": certification_id,
        "passed_on": passed_on,
        "number": line.row.old_number or None,
        "expires_on": line.expires_on,
        "recorded_at": now,
        "recorded_by_id": by.id,
    }


def _ids_of(good: Sequence[Judged]) -> dict[tuple[int, int, object], int]:
    found = select(LegacyResult)
    ids: dict[tuple[int, int, object], int] = {}
    for start in range(0, len(good), queries.SLICE):
        people = [line.key[0] for line in good[start : start + queries.SLICE]]
        for row in db.session.scalars(found.where(LegacyResult.person_id.in_(people))):
            ids[row.person_id, row.certification_id, row.passed_on] = row.id
    return ids


def _note(deed: str, intake: Intake, *, by: Actor, now: datetime) -> None:
    audit.record(
        f"certificates.intake.{deed}",
        "intake",
        intake.id,
        by=by,
        now=now,
        after={"count": intake.count, "sha256": intake.sha256},
    )
