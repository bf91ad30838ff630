"""What a browser could not send yet, told to staff: a hint for the exam's day."""

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import Field
from sqlalchemy import update

from exams.sittings import queries
from exams.sittings.models import Attempt
from exams.sittings.shapes import Strict
from lms.kernel.db import db, transaction
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint("unsent_api", __name__, url_prefix="/api/v1", tag="Attempts")

MOST = 1000
"""More than any paper has questions."""


class UnsentIn(Strict):
    count: int = Field(ge=0, le=MOST, description="Questions that wait in the browser")


@bp.put("/attempts/<int:attempt_id>/unsent")
@allow(Permission.SIT_EXAMS)
@bp.input(UnsentIn)
@bp.output({}, status_code=204)
@bp.doc(summary="Say how many answers wait in the browser", responses=[404, 422])
def put_unsent(attempt_id: int, json_data: UnsentIn) -> ResponseReturnValue:
    attempt = queries.own_attempt(current_user, attempt_id)
    with transaction():
        db.session.execute(
            update(Attempt)
            .where(Attempt.id == attempt.id, Attempt.state == "open")
            .values(unsent=json_data.count)
        )
    return "", 204
