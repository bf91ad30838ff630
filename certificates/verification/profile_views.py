"""A holder's public profile: for whoever has its address, if there is one."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from certificates.awards.queries import live_certificates
from certificates.verification import queries
from certificates.verification.views import count_this_try
from lms.kernel import clock
from lms.kernel.headers import not_for_search_engines
from lms.kernel.permissions import Permission, allow

bp = Blueprint("profiles", __name__)
bp.after_request(not_for_search_engines)


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
