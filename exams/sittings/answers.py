"""Saving one answer: the hottest deed of the house, in three statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, insert
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from werkzeug.exceptions import NotFound

from exams.sittings import queries
from exams.sittings.errors import AttemptClosed, StaleAnswer, TimeIsUp, UnfitAnswer
from exams.sittings.models import Answer, AnswerEvent
from exams.sittings.rules import responses, timing
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _

HELD = cast(Table, Answer.__table__)
EVENTS = cast(Table, AnswerEvent.__table__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser claims: an answer, on top of which revision, under which name."""

    position: int
    op_id: str
    base_revision: int
    response: responses.Response


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server holds this answer."""

    revision: int
    saved_at: datetime
    deadline_at: datetime
    deadline_version: int


def save(attempt_id: int, sent: Sent, *, by: Actor, now: datetime) -> Receipt:
    """Keep one answer, or say why not. The same op_id again gets the same receipt.

    Raises 404 for a foreign or unknown question, AttemptClosed (TimeIsUp when
    somebody still has to close it), StaleAnswer with what is held, UnfitAnswer.
    """
    slot = queries.slot(attempt_id, sent.position, sent.op_id, by=by)
    if slot is None:
        raise NotFound
    if slot.op_at is not None:
        return _same_again(slot, sent)
    _refuse_if_over(slot, now)
    chosen = _kept(slot, sent.response)
    held = slot.revision or 0
    if sent.base_revision != held:
        raise _stale(slot)
    values = {
        "attempt_id": attempt_id,
        "position": sent.position,
        "revision": held + 1,
        "response": chosen,
    }
    event = {**values, "op_id": sent.op_id, "received_at": now}
    db.session.execute(insert(EVENTS).values(event).inline())
    if not _upsert({**values, "saved_at": now}, base=held):
        raise _stale(slot)
    return Receipt(held + 1, now, slot.deadline_at, slot.deadline_version)


def flag(
    attempt_id: int, position: int, flagged: bool, *, by: Actor, now: datetime
) -> None:
    """Mark a question to come back to; not an answer, so no revision."""
    slot = queries.slot(attempt_id, position, "", by=by)
    if slot is None:
        raise NotFound
    _refuse_if_over(slot, now)
    row = {"attempt_id": attempt_id, "position": position, "flagged": flagged}
    statement = _insert()(HELD).values({**row, "revision": 0, "response": []})
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["attempt_id", "position"], set_={"flagged": flagged}
        )
    )


def _refuse_if_over(slot: Row[Any], now: datetime) -> None:
    if slot.state != "open":
        raise AttemptClosed(_("This attempt is closed."))
    if timing.is_over(slot.started_at, slot.deadline_at, at=now):
        raise TimeIsUp(_("Time is up. What was saved before the deadline counts."))


def _same_again(slot: Row[Any], sent: Sent) -> Receipt:
    if slot.op_position != sent.position:
        raise UnfitAnswer(_("This op_id was used for another question."))
    return Receipt(
        slot.op_revision, slot.op_at, slot.deadline_at, slot.deadline_version
    )


def _kept(slot: Row[Any], response: responses.Response) -> responses.Response:
    names = dict(zip(slot.tokens, slot.order, strict=True))
    match responses.misfit(slot.kind, names, response):
        case responses.Misfit.UNKNOWN:
            raise UnfitAnswer(
                _("The response names options that are not on this paper.")
            )
        case responses.Misfit.TOO_MANY:
            raise UnfitAnswer(_("This question takes one answer."))
    return responses.kept(slot.kind, names, response)


def _stale(slot: Row[Any]) -> StaleAnswer:
    names = dict(zip(slot.order, slot.tokens, strict=True))
    return StaleAnswer(
        _("This answer was changed in another window."),
        revision=slot.revision or 0,
        response=responses.shown(slot.kind, names, slot.response or []),
    )


def _upsert(row: dict[str, Any], *, base: int) -> bool:
    statement = _insert()(HELD).values({**row, "flagged": False})
    saved = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["attempt_id", "position"],
            set_={key: row[key] for key in ("revision", "response", "saved_at")},
            where=HELD.c.revision == base,
        ).returning(HELD.c.revision)
    )
    return saved.first() is not None


def _insert() -> Any:
    return lite_insert if db.engine.dialect.name == "sqlite" else pg_insert
