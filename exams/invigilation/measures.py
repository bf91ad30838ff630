"""Time, given or stopped while an exam runs: for one candidate, or for a room."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from exams.invigilation.errors import CountChanged, NothingToDo, NotOpen
from exams.invigilation.queries import open_ids
from exams.papers.models import Exam
from exams.sittings import deadlines
from exams.sittings.deadlines import Why
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.i18n import words as _

Deed = Callable[[Collection[int]], list[int]]

EXTENSION, PAUSE, RESUMPTION = (
    "exams.batch.extension",
    "exams.batch.pause",
    "exams.batch.resumption",
)
CONCERNED = {EXTENSION: None, PAUSE: False, RESUMPTION: True}
"""Which open attempts a measure is for, by whether they are paused."""


@dataclass(frozen=True, slots=True)
class ForAll:
    """A measure for every open attempt of an exam: `count` is what was typed."""

    exam: Exam
    count: int
    reason: str


def extend(
    attempt_id: int, minutes: int, reason: str, *, by: Actor, now: datetime
) -> None:
    """Give one candidate more time. Raises NotOpen."""
    why = Why("extension", reason)
    if not deadlines.give({attempt_id: minutes * 60}, why, by=by, now=now):
        raise NotOpen(_("This attempt is closed, or its time is up."))


def pause(attempt_id: int, reason: str, *, by: Actor, now: datetime) -> None:
    """Stop one candidate's clock. Raises NothingToDo."""
    if not deadlines.pause([attempt_id], reason, by=by, now=now):
        raise NothingToDo(_("There is no clock running that could be stopped."))


def resume(attempt_id: int, reason: str, *, by: Actor, now: datetime) -> None:
    """Let one candidate's clock run on. Raises NothingToDo."""
    if not deadlines.resume([attempt_id], reason, by=by, now=now):
        raise NothingToDo(_("The clock is not standing still."))


def extend_all(what: ForAll, minutes: int, *, by: Actor, now: datetime) -> list[int]:
    """Give everybody who sits this exam more time. Raises CountChanged."""
    why = Why("extension", what.reason)

    def deed(ids: Collection[int]) -> list[int]:
        return deadlines.give(dict.fromkeys(ids, minutes * 60), why, by=by, now=now)

    more: dict[str, object] = {"minutes": minutes}
    return _to_all(EXTENSION, what, deed, more, by=by, now=now)


def pause_all(what: ForAll, *, by: Actor, now: datetime) -> list[int]:
    """Stop the clock of everybody who sits this exam. Raises CountChanged."""

    def deed(ids: Collection[int]) -> list[int]:
        return deadlines.pause(ids, what.reason, by=by, now=now)

    return _to_all(PAUSE, what, deed, {}, by=by, now=now)


def resume_all(what: ForAll, *, by: Actor, now: datetime) -> list[int]:
    """Let everybody's clock run on. Raises CountChanged."""

    def deed(ids: Collection[int]) -> list[int]:
        return deadlines.resume(ids, what.reason, by=by, now=now)

    return _to_all(RESUMPTION, what, deed, {}, by=by, now=now)


def refuse_another_count(typed: int, found: int) -> None:
    """Raises CountChanged: nobody acts on more people than they have been shown."""
    if typed != found:
        raise CountChanged(
            _("The number of open attempts is %(number)s now. Type it back.")
            % {"number": found},
            count=found,
        )


def _to_all(
    action: str,
    what: ForAll,
    deed: Deed,
    more: dict[str, object],
    *,
    by: Actor,
    now: datetime,
) -> list[int]:
    ids = open_ids(what.exam.id, is_paused=CONCERNED[action])
    refuse_another_count(what.count, len(ids))
    done = deed(ids)
    after = {"attempts": done, "reason": what.reason, **more}
    audit.record(action, "exam", what.exam.key, by=by, now=now, after=after)
    return done
