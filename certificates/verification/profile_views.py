"""A holder's public profile: for whoever has its address, if there is one."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from certificates.awards.queries import live_certificates
from certificates.verification import queries
from certificates.verification.views import count_this_try
from lms.kernel import clock
from lms.kernel.permissions import Permission, allow

bp = Blueprint("profiles", __name__)


@bp.get("/p/<slug>")
@allow(Permission.PUBLIC)
def show_profile(slug: str) -> ResponseReturnValue:
    count_this_try()
    person, now = queries.person_of_profile(slug), clock.now()
    if person is None:
        abort(404)
    return render_template(
        "sharing/profile.html",
        person=person,
        certificates=live_certificates(on=now.date(), person_ids=[person.id]),
        now=now,
    )


@bp.after_request
def _keep_out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
