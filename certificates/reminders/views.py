"""The dates of one's certificates, as a file for the calendar."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.awards.queries import live_certificates
from certificates.reminders.calendar import MEDIA_TYPE, calendar_of
from lms.kernel import clock
from lms.kernel.permissions import Permission, allow

bp = Blueprint("calendar", __name__, url_prefix="/certificates")


@bp.get("/calendar")
@allow(Permission.OWN_CERTIFICATES)
def download() -> ResponseReturnValue:
    now = clock.now()
    held = live_certificates(on=now.date(), person_ids=[current_user.id])
    answer = Response(calendar_of(held, of=current_user.id, now=now))
    answer.headers["Content-Type"] = MEDIA_TYPE
    answer.headers["Content-Disposition"] = "attachment; filename=certificates.ics"
    return answer
