"""Every way a request can fail, as a page for people or JSON for programs."""

import structlog
from apiflask import APIFlask, HTTPError
from flask import (
    Response,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.http import HTTP_STATUS_CODES

from lms.kernel.actor import Stranger
from lms.kernel.db import db
from lms.kernel.errors import Refused, TooMany

log = structlog.get_logger()

RETRY_SECONDS = 5


def init_app(app: APIFlask) -> None:
    # Not error_processor(): that would take the other HTTP errors away from here.
    app.error_callback = unfit_json
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    for fault in (OperationalError, PoolTimeout, OSError):
        app.register_error_handler(fault, _out_of_order)
    app.register_error_handler(Exception, _unforeseen)


def wants_json() -> bool:
    return request.path.startswith("/api/")


def answer(status: int, code: str, message: str, **detail: object) -> Response:
    """An error in the one shape programs and pages get."""
    if isinstance(request.routing_exception, SecurityError):
        # The Host header is not ours, and no page can be drawn without addresses.
        return Response("Unknown host.\n", 400, mimetype="text/plain")
    if wants_json():
        body = {"error": {"code": code, "message": message, **detail}}
        response = jsonify(body)
    else:
        page = render_template(
            "errors/error.html", status=status, code=code, message=message
        )
        response = Response(page)
    response.status_code = status
    return response


def unfit_json(error: HTTPError) -> Response:
    """What APIFlask says, above all of a body that does not fit its shape."""
    if error.status_code != 422:
        return answer(
            error.status_code, _code(error.status_code), _explained(error.status_code)
        )
    fields: object = error.detail.get("json", {}) if error.detail else {}
    return answer(error.status_code, "unfit", _explained(422), fields=fields)


def _refused(error: Refused) -> ResponseReturnValue:
    response = answer(error.status, error.code, str(error), **error.detail)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _overtaken(error: StaleDataError) -> ResponseReturnValue:
    return answer(
        409, "overtaken", _("Somebody changed this a moment before you. Look again.")
    )


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    return answer(
        400,
        "stale_form",
        _("This form is out of date. Go back, reload the page, and try again."),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None)
    if original is not None:
        return _unforeseen(original)
    status = error.code or 500
    if status == 401 and not wants_json():
        path = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.show_sign_in", next=path))
    if status < 400:
        return error.get_response()
    response = answer(status, _code(status), _explained(status))
    if status == 405 and error.get_response().headers.get("Allow"):
        response.headers["Allow"] = error.get_response().headers["Allow"]
    return response


def _code(status: int) -> str:
    return HTTP_STATUS_CODES.get(status, "error").lower().replace(" ", "_")


def _out_of_order(error: Exception) -> ResponseReturnValue:
    log.error("out of order", error=type(error).__name__, exc_info=error)
    _leave_the_database_alone()
    response = answer(
        503,
        "out_of_order",
        _("We cannot reach our database just now. Nothing you saved is lost."),
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    if isinstance(error, OperationalError | PoolTimeout) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    ):
        return _out_of_order(error)
    log.error("unforeseen", exc_info=error)
    _leave_the_database_alone()
    response = answer(
        503, "fault", _("A fault of ours stopped this. It is noted; try again.")
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _leave_the_database_alone() -> None:
    """Who is asking and whose programme this is stand in the database: the page
    that says it is away has to be drawn without them."""
    db.session.remove()
    g._login_user = Stranger()
    g.is_out_of_order = True


def _explained(status: int) -> str:
    sentence: str = {
        400: _("The request cannot be read as it was sent."),
        401: _("Sign in first."),
        403: _("Your role does not open this page."),
        404: _("There is nothing here, or nothing you may see."),
        405: _("This address does not take that kind of request."),
        413: _("The file or form is larger than 12 MB."),
        415: _("This address takes JSON only."),
        422: _("Something in the request does not fit."),
        429: _("Too many tries. Wait a little."),
    }.get(status, _("The request cannot be carried out."))
    return sentence
