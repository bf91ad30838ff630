"""Where a paper is written: answers, flags and notes, one question at a time."""

from apiflask import APIBlueprint
from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exams.sittings import answers
from exams.sittings.answers import Aside, Receipt, Sent
from exams.sittings.current import current_attempt, once_more
from exams.sittings.errors import TimeIsUp
from exams.sittings.shapes import (
    AnswerIn,
    FlagIn,
    FlagOut,
    NoteIn,
    NoteOut,
    ReceiptOut,
    told,
)
from lms.kernel import clock
from lms.kernel.db import at_once, transaction
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint("answers_api", __name__, url_prefix="/api/v1", tag="Attempts")


@bp.put("/attempts/<int:attempt_id>/answers/<int:position>")
@allow(Permission.SIT_EXAMS)
@bp.input(AnswerIn)
@bp.output(ReceiptOut)
@bp.doc(summary="Save one answer", responses=[404, 409, 422])
def put_answer(
    attempt_id: int, position: int, json_data: AnswerIn
) -> ResponseReturnValue:
    sent = Sent(position, **json_data.model_dump())
    try:
        receipt = _saved(attempt_id, sent)
    except TimeIsUp:
        if current_attempt(attempt_id).state != "open":
            raise
        # An outage of ours had not been given back yet: there is time after all.
        receipt = _saved(attempt_id, sent)
    return jsonify(told(receipt, clock.now()))


@bp.put("/attempts/<int:attempt_id>/flags/<int:position>")
@allow(Permission.SIT_EXAMS)
@bp.input(FlagIn)
@bp.output(FlagOut)
@bp.doc(summary="Flag a question to come back to", responses=[404, 409, 422])
def put_flag(attempt_id: int, position: int, json_data: FlagIn) -> ResponseReturnValue:
    sent, flagged = Aside(position, json_data.writer_epoch), json_data.flagged
    with transaction():
        answers.flag(attempt_id, sent, flagged, by=current_user, now=clock.now())
    return {"flagged": flagged}


@bp.put("/attempts/<int:attempt_id>/notes/<int:position>")
@allow(Permission.SIT_EXAMS)
@bp.input(NoteIn)
@bp.output(NoteOut)
@bp.doc(summary="Keep a note to oneself beside a question", responses=[404, 409, 422])
def put_note(attempt_id: int, position: int, json_data: NoteIn) -> ResponseReturnValue:
    sent, text = Aside(position, json_data.writer_epoch), json_data.text
    with transaction():
        answers.note(attempt_id, sent, text, by=current_user, now=clock.now())
    return {"text": text}


def _saved(attempt_id: int, sent: Sent) -> Receipt:
    by, now = current_user, clock.now()
    return once_more(lambda: answers.save(attempt_id, sent, by=by, now=now), at_once)
