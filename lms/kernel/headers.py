"""What every answer says to the browser: a strict policy, on errors too."""

import secrets
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
    "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Set here and nowhere else."""
SECURE = [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]

FOR_OTHER_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def for_other_sites(view: View) -> View:
    """Label a view that pages of other sites may read: what is public anyway, and
    the same for everybody who asks."""
    view.is_for_other_sites = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    app.before_request(_name_the_request)
    app.after_request(_protect)
    app.add_template_global(lambda: g.nonce, "nonce")


def of_data(body: bytes, scheme: str) -> list[tuple[str, str]]:
    """The head of an answer in JSON, as `_protect` would make it."""
    head = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        *ALWAYS.items(),
        ("Content-Security-Policy", POLICY.format(nonce=_new_nonce())),
        ("Referrer-Policy", "same-origin"),
        ("X-Request-Id", _new_name()),
        ("Cache-Control", "no-store"),
        ("Vary", "Cookie"),
    ]
    return head + SECURE if scheme == "https" else head


def not_for_search_engines(response: Response) -> Response:
    """To be run after each request of a blueprint whose pages nobody should list."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _name_the_request() -> None:
    g.request_id, g.nonce = _new_name(), _new_nonce()


def _new_name() -> str:
    return uuid.uuid4().hex[:16]


def _new_nonce() -> str:
    return secrets.token_urlsafe(16)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.extend({**ALWAYS, **(FOR_OTHER_SITES if _is_labelled() else {})})
    headers["Content-Security-Policy"] = POLICY.format(nonce=g.get("nonce", ""))
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["X-Request-Id"] = g.get("request_id", "")
    if request.is_secure:
        headers.extend(SECURE)
    if request.endpoint != "static":
        # Pages carry names, answers and results: no cache keeps them.
        headers.setdefault("Cache-Control", "no-store")
    elif request.path.endswith(".js") and "v" not in request.args:
        # A module names the modules it imports without their fingerprint.
        headers["Cache-Control"] = "no-cache"
    return response


def _is_labelled() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_for_other_sites", False)
