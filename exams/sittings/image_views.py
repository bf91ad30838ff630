"""Images of questions, for the one candidate who has the question before them."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from exams.sittings.current import current_attempt
from exams.sittings.paper import image_name
from lms.kernel.permissions import Permission, allow
from question_banks.items import images

bp = Blueprint("sitting_images", __name__)


@bp.get("/attempts/<int:attempt_id>/images/<int:position>")
@allow(Permission.SIT_EXAMS)
def show_image(attempt_id: int, position: int) -> ResponseReturnValue:
    """The image of one question, while the attempt is open and the clock runs."""
    attempt = current_attempt(attempt_id)
    name = image_name(attempt, position) or abort(404)
    return Response(images.stored(name), mimetype=images.media_type(name))
