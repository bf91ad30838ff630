"""Saving answers: the hottest deed of the house, one look and one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.exceptions import NotFound

from exams.sittings import queries, receipts, writing
from exams.sittings.errors import (
    AttemptClosed,
    AttemptPaused,
    PenMoved,
    StaleAnswer,
    TimeIsUp,
    UnfitAnswer,
)
from exams.sittings.rules import responses, timing
from lms.kernel.actor import Actor
from lms.kernel.i18n import words as _

MISFITS = {
    responses.Misfit.FORM: _("The response does not have the form of this question."),
    responses.Misfit.UNKNOWN: _(
        "The response names options that are not on this paper."
    ),
    responses.Misfit.TOO_MANY: _("This question takes one answer."),
    responses.Misfit.TOO_LONG: _("The answer is longer than this question takes."),
    responses.Misfit.INCOMPLETE: _("The order needs every item once."),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser claims: an answer, on top of which revision, under which name,
    from the window that took the pen as which epoch."""

    position: int
    op_id: str
    base_revision: int
    response: responses.Response
    writer_epoch: int = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """Which question a flag or a note belongs to, and which epoch wrote it."""

    position: int
    writer_epoch: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server holds this answer; `signature` proves it (see receipts.sign)."""

    revision: int
    saved_at: datetime
    deadline_at: datetime
    deadline_version: int
    signature: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer as it can be kept: `response` in ids, `now` when it arrived."""

    slot: Any
    sent: Sent
    response: responses.Response
    now: datetime

    @property
    def row(self) -> writing.Row:
        """As writing takes it."""
        return {
            "attempt": self.slot.id,
            "person": self.slot.person_id,
            "position": self.sent.position,
            "epoch": self.sent.writer_epoch,
            "paper": self.slot.paper_version,
            "base": self.sent.base_revision,
            "op": self.sent.op_id,
            "response": self.response,
            "now": self.now,
        }


def save(attempt_id: int, sent: Sent, *, by: Actor, now: datetime) -> Receipt:
    """Keep one answer, or say why not. The same op_id again gets the same receipt.

    Called inside `at_once`. What is checked here for the sake of a clear answer is
    decided once more by the statement that writes. Raises 404 for a foreign or
    unknown question, AttemptClosed (TimeIsUp when somebody still has to close it),
    AttemptPaused, PenMoved, StaleAnswer with what is held, UnfitAnswer.
    """
    for _attempt in range(2):
        slot = _slot(attempt_id, sent.position, sent.op_id, by)
        if slot.op_at is not None:
            return _same_again(slot, sent)
        answer = checked(slot, sent, now)
        if writing.write(answer.row):
            return _given(answer)
        # Somebody was faster between the look and the writing: look again.
    raise _stale(slot)


def checked(slot: Any, sent: Sent, now: datetime) -> Checked:
    """An answer nothing speaks against; `slot` as queries.slot or queries.glances
    find it, `now` when it arrived.

    Raises AttemptClosed, TimeIsUp, AttemptPaused, PenMoved, UnfitAnswer, StaleAnswer.
    """
    _refuse_unless_writable(slot, sent.writer_epoch, now)
    response = _kept(slot, sent.response)
    if sent.base_revision != (slot.revision or 0):
        raise _stale(slot)
    return Checked(slot, sent, response, now)


def keep_all(found: Sequence[Checked]) -> dict[writing.Place, Receipt]:
    """Keep each of these answers for itself; those are missing that something speaks
    against by now. No two are for one place. Called inside `at_once`."""
    kept = writing.write_all([one.row for one in found])
    by_place = {(one.slot.id, one.sent.position): one for one in found}
    return {place: _given(by_place[place]) for place in kept}


def flag(
    attempt_id: int, sent: Aside, flagged: bool, *, by: Actor, now: datetime
) -> None:
    """Mark a question to come back to; not an answer, so no revision."""
    _set_aside(attempt_id, sent, {"flagged": flagged}, by=by, now=now)


def note(attempt_id: int, sent: Aside, text: str, *, by: Actor, now: datetime) -> None:
    """Keep what the candidate writes to themselves; never marked, shown to nobody."""
    _set_aside(attempt_id, sent, {"note": text}, by=by, now=now)


def _set_aside(
    attempt_id: int, sent: Aside, what: dict[str, Any], *, by: Actor, now: datetime
) -> None:
    slot = _slot(attempt_id, sent.position, "", by)
    _refuse_unless_writable(slot, sent.writer_epoch, now)
    row = {"attempt_id": attempt_id, "position": sent.position, **what}
    writing.set_aside(row, what)


def _slot(attempt_id: int, position: int, op_id: str, by: Actor) -> Any:
    slot = queries.slot(attempt_id, position, op_id, by=by)
    if slot is None:
        raise NotFound
    return slot


def _refuse_unless_writable(slot: Any, epoch: int, now: datetime) -> None:
    if slot.state != "open":
        raise AttemptClosed(_("This attempt is closed."))
    if slot.paused_at is not None:
        raise AttemptPaused(_("The exam is paused; the clock stands still."))
    if timing.is_over(slot.closes_at, at=now):
        raise TimeIsUp(_("Time is up. What was saved before the deadline counts."))
    if epoch != slot.writer_epoch:
        raise PenMoved(
            _("This exam is being written in another window."),
            writer_epoch=slot.writer_epoch,
        )


def _same_again(slot: Any, sent: Sent) -> Receipt:
    if slot.op_position != sent.position:
        raise UnfitAnswer(_("This op_id was used for another question."))
    held = (slot.op_revision, slot.op_response, slot.op_at)
    try:
        return _receipt(slot, sent, held)
    except KeyError as error:
        raise UnfitAnswer(_("Another question stands here now.")) from error


def _given(one: Checked) -> Receipt:
    held = (one.sent.base_revision + 1, one.response, one.now)
    return _receipt(one.slot, one.sent, held)


def _receipt(
    slot: Any,
    sent: Sent,
    held: tuple[int, responses.Response, datetime],
) -> Receipt:
    revision, response, at = held
    shown = _shown(slot, response)
    return Receipt(
        revision,
        at,
        slot.deadline_at,
        slot.deadline_version,
        receipts.sign(slot.id, sent.position, revision, shown, at),
    )


def _shown(slot: Any, held: responses.Response) -> responses.Response:
    names = dict(zip(slot.order, slot.tokens, strict=True))
    return responses.shown(slot.kind, names, held)


def _kept(slot: Any, response: responses.Response) -> responses.Response:
    names = dict(zip(slot.tokens, slot.order, strict=True))
    if found := responses.misfit(slot.kind, names, response):
        raise UnfitAnswer(MISFITS[found])
    return responses.kept(slot.kind, names, response)


def _stale(slot: Any) -> StaleAnswer:
    return StaleAnswer(
        _("This answer was changed in another window."),
        revision=slot.revision or 0,
        response=_shown(slot, slot.response),
    )
