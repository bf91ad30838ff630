"""Is this certificate good? Open to everybody, without sign-in."""

from datetime import timedelta

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from certificates.awards.models import Certificate
from certificates.verification import queries
from lms.kernel import clock, throttle
from lms.kernel.permissions import Permission, allow

bp = Blueprint("verification", __name__)

TRIES, TRIES_WINDOW = 120, timedelta(minutes=10)
"""From one address: enough for a whole company behind it on the day of a tender,
too few to go through the numbers."""


@bp.get("/verify")
@allow(Permission.PUBLIC)
def show_search() -> ResponseReturnValue:
    typed = request.args.get("number", "").strip()[:40]
    if not typed:
        return render_template("verification/search.html")
    _count_this_try()
    return _answer(queries.by_number(typed), typed)


@bp.get("/v/<token>")
@allow(Permission.PUBLIC)
def show_certificate(token: str) -> ResponseReturnValue:
    _count_this_try()
    return _answer(queries.by_token(token))


@bp.after_request
def _keep_out_of_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _count_this_try() -> None:
    throttle.spend(
        "verify",
        request.remote_addr or "",
        limit=TRIES,
        window=TRIES_WINDOW,
        now=clock.now(),
    )


def _answer(found: Certificate | None, typed: str = "") -> ResponseReturnValue:
    if found is None:
        return render_template("verification/unknown.html", typed=typed), 404
    now = clock.now()
    return render_template(
        "verification/record.html",
        certificate=found,
        state=found.state(now.date()),
        now=now,
    )
