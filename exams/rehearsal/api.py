"""Stands in for an attempt, so that the check of a computer runs on the scripts of
the exam room as they are. It keeps nothing: it signs what it got and sends it back.
"""

from typing import Annotated

from apiflask import APIBlueprint
from flask import abort, jsonify
from flask.typing import ResponseReturnValue
from pydantic import Field

from exams.sittings import receipts
from exams.sittings.shapes import AnswerIn, Name, ReceiptOut, StateOut
from lms.kernel import clock
from lms.kernel.moments import iso
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint(
    "rehearsal_api", __name__, url_prefix="/api/v1/attempts/rehearsal", tag="Rehearsal"
)

NOBODYS = 0
"""Under this number receipts are signed; attempts count from 1."""

POSITION = 1
MINUTES_10 = 600_000


class RehearsedIn(AnswerIn):
    response: Annotated[list[Name], Field(max_length=4)]


class RehearsedOut(ReceiptOut):
    response: list[str] = Field(description="What arrived")


class LineOut(StateOut):
    now: str = Field(description="Our clock, for comparison with the computer's")


@bp.get("/state")
@allow(Permission.SIT_EXAMS)
@bp.output(LineOut)
@bp.doc(summary="Answers at once: to measure the line and the computer's clock")
def show_state() -> ResponseReturnValue:
    return {
        "id": NOBODYS,
        "state": "open",
        "remaining_ms": MINUTES_10,
        "deadline_version": 1,
        "writer_epoch": 0,
        "paper_version": 1,
        "is_paused": False,
        "now": iso(clock.now()),
    }


@bp.put("/answers/<int:position>")
@allow(Permission.SIT_EXAMS)
@bp.input(RehearsedIn)
@bp.output(RehearsedOut)
@bp.doc(summary="Sign for a sample answer, which is not kept", responses=[404, 422])
def put_answer(position: int, json_data: RehearsedIn) -> ResponseReturnValue:
    if position != POSITION:
        abort(404)
    arrived, revision, now = (
        json_data.response,
        json_data.base_revision + 1,
        clock.now(),
    )
    return jsonify(
        revision=revision,
        saved_at=iso(now),
        remaining_ms=MINUTES_10,
        deadline_version=1,
        receipt=receipts.sign(NOBODYS, position, revision, arrived, now),
        response=arrived,
    )
