"""Hints from the exam's page. They are kept for staff and change nothing."""

from typing import Annotated

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field

from exams.invigilation import services
from exams.invigilation.rules.signals import LONGEST_AGO, Signal
from exams.invigilation.services import Hint
from exams.sittings.shapes import Strict
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint("signals_api", __name__, url_prefix="/api/v1", tag="Attempts")

MOST_AT_ONCE = 20


class SignalIn(Strict):
    kind: Annotated[Signal, Field(strict=False)]
    seconds_ago: int = Field(ge=0, le=LONGEST_AGO)


class SignalsIn(Strict):
    signals: Annotated[list[SignalIn], Field(max_length=MOST_AT_ONCE)]


@bp.post("/attempts/<int:attempt_id>/signals")
@allow(Permission.SIT_EXAMS)
@bp.input(SignalsIn)
@bp.output({}, status_code=204)
@bp.doc(summary="Tell what the browser noticed: a hint only", responses=[404, 422])
def create_signals(attempt_id: int, json_data: SignalsIn) -> ResponseReturnValue:
    hints = [Hint(each.kind, each.seconds_ago) for each in json_data.signals]
    with transaction():
        services.keep_hints(attempt_id, hints, by=current_user, now=clock.now())
    return "", 204
