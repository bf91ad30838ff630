"""Everything that happened in one attempt, in its order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from exams.invigilation import labels, queries
from exams.invigilation.models import Incident, IntegritySignal, Reopening
from exams.invigilation.rules.signals import Signal
from exams.marking.models import ScoreRun
from exams.sittings.admin_queries import Save
from exams.sittings.models import Attempt, PaperSubstitution, TimeEvent
from lms.accounts.models import Person
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db
from lms.kernel.i18n import words as _


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: what, why, and by whom if it was staff."""

    at: datetime
    words: Any
    reason: str = ""
    by: str = ""
    is_main: bool = False


def timeline(
    attempt: Attempt,
    saves: Iterable[Save],
    scores: Iterable[ScoreRun],
    *,
    may_know: bool,
) -> list[Line]:
    """Every line, the first first. `may_know` of accommodations."""
    lines = [
        *_course(attempt),
        *_deeds(attempt),
        *(Line(save.at, _saved(save)) for save in saves),
        *_time(attempt.id, may_know=may_know),
        *_paper(attempt.id),
        *_incidents(attempt.id),
        *_signals(attempt.id),
        *_scores(scores),
        *_reopenings(attempt.id),
        *_void(attempt.id),
    ]
    return sorted(lines, key=lambda line: line.at)


def _course(attempt: Attempt) -> Iterator[Line]:
    yield Line(attempt.started_at, _("Started"), is_main=True)
    if attempt.painted_at:
        yield Line(attempt.painted_at, _("The first question was on the screen"))


def _deeds(attempt: Attempt) -> Iterator[Line]:
    """How it ended (more than once, if it was opened again), and who wrote."""
    pen, ends = "exams.attempt.pen_taken", {f"exams.attempt.{e}" for e in labels.ENDS}
    for event in _audit(attempt.id, pen, *ends):
        if event.action == pen:
            yield Line(event.at, _pen(event.after or {}))
        else:
            # Who ran out of time ended at the deadline, however late it was seen.
            at = min(event.at, attempt.finished_at or event.at)
            end = event.action.rpartition(".")[2]
            yield Line(at, labels.ENDS[end], is_main=True)


def _pen(after: dict[str, Any]) -> Any:
    if after.get("writer_epoch") == 1:
        return _("Opened for writing")
    return _("Continued in another window")


def _saved(save: Save) -> Any:
    return _(
        "Question %(position)s, save %(number)s",
        position=save.position,
        number=save.revision,
    )


def _time(attempt_id: int, *, may_know: bool) -> Iterator[Line]:
    rows = db.session.execute(
        select(TimeEvent, Person.name)
        .outerjoin(Person, Person.id == TimeEvent.by_id)
        .where(TimeEvent.attempt_id == attempt_id)
    )
    for event, name in rows:
        words = labels.time_event(event.kind, event.seconds, may_know=may_know)
        yield Line(event.at, words, event.reason, name or "")


def _paper(attempt_id: int) -> Iterator[Line]:
    rows = db.session.scalars(
        select(PaperSubstitution).where(PaperSubstitution.attempt_id == attempt_id)
    )
    for row in rows:
        if row.is_counted:
            words = _("Question %(position)s was replaced", position=row.position)
        else:
            words = _("Question %(position)s does not count", position=row.position)
        yield Line(row.at, words)


def _incidents(attempt_id: int) -> Iterator[Line]:
    rows = db.session.execute(
        select(Incident, Person.name)
        .outerjoin(Person, Person.id == Incident.by_id)
        .where(Incident.attempt_id == attempt_id)
    )
    for incident, name in rows:
        yield Line(incident.at, _("Incident"), incident.text, name or "")


def _signals(attempt_id: int) -> Iterator[Line]:
    rows = db.session.scalars(select(IntegritySignal).filter_by(attempt_id=attempt_id))
    for signal in rows:
        words = _("Hint: %(what)s", what=labels.SIGNALS[Signal(signal.kind)])
        yield Line(signal.happened_at, words)


def _scores(scores: Iterable[ScoreRun]) -> Iterator[Line]:
    for run in scores:
        words = _(
            "Marking %(number)s: %(earned)s of %(possible)s",
            number=run.number,
            earned=run.earned,
            possible=run.possible,
        )
        yield Line(run.marked_at, words)


def _reopenings(attempt_id: int) -> Iterator[Line]:
    rows = db.session.scalars(select(Reopening).filter_by(attempt_id=attempt_id)).all()
    ids = {n for row in rows for n in (row.proposed_by_id, row.refused_by_id) if n}
    names = _names(ids)
    for row in rows:
        by, words = names[row.proposed_by_id], _("Opening it again was proposed")
        yield Line(row.proposed_at, words, row.reason, by)
        if row.refused_at:
            words = _("The proposal was refused")
            yield Line(row.refused_at, words, by=names.get(row.refused_by_id or 0, ""))


def _void(attempt_id: int) -> Iterator[Line]:
    found = queries.void_of(attempt_id)
    if found is not None:
        name = _names({found.by_id})[found.by_id]
        yield Line(found.at, _("Declared void"), found.reason, name, is_main=True)


def _audit(attempt_id: int, *actions: str) -> list[AuditEvent]:
    return list(
        db.session.scalars(
            select(AuditEvent)
            .where(
                AuditEvent.subject_kind == "attempt",
                AuditEvent.subject_id == str(attempt_id),
                AuditEvent.action.in_(actions),
            )
            .order_by(AuditEvent.id)
        )
    )


def _names(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}
