"""The hatch: the short way in for the request an exam day is made of, a saved answer.

What Flask does for every request costs more than keeping an answer. So the hatch
stands in front of the product and takes a request that is as usual in every respect:
a signed-in browser's, with its form token, of somebody who sits exams, with an answer
that nothing speaks against. Everything else goes on to the ordinary door
(answers_api) as if the hatch were not there: it refuses nothing and explains nothing.
"""

import json
import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

from exams.sittings import answers, queries
from exams.sittings.answers import Receipt, Sent
from exams.sittings.shapes import AnswerIn, told
from lms.accounts.doorkeeper import hash_of
from lms.accounts.rules.sign_ins import is_live, is_noted_again
from lms.kernel import clock, headers
from lms.kernel.db import at_once
from lms.kernel.errors import Refused
from lms.kernel.pass_check import PassCheck
from lms.kernel.quick import look

Environ = dict[str, Any]
ADDRESS = re.compile(r"/api/v1/attempts/([1-9]\d{0,8})/answers/([1-9]\d{0,3})")
LARGEST = 4096
"""Bytes; an answer has some hundred."""
UNUSUAL = (Refused, SQLAlchemyError, SecurityError, ValidationError)


def init_app(app: Flask, on_saved: Callable[[datetime, timedelta], None]) -> None:
    """Call it first of all that stands in front of the product."""
    app.wsgi_app = Hatch(app, on_saved)  # type: ignore[method-assign, assignment]


class Hatch:
    """`on_saved` hears when each answer kept here arrived, and how long it took."""

    def __init__(
        self, app: Flask, on_saved: Callable[[datetime, timedelta], None]
    ) -> None:
        self.app, self.product, self.on_saved = app, app.wsgi_app, on_saved
        self.passes = PassCheck(app)

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        address = ADDRESS.fullmatch(environ["PATH_INFO"])
        if address and environ["REQUEST_METHOD"] == "PUT":
            with self.app.app_context():
                body = self._taken(environ, *map(int, address.groups()))
            if body is not None:
                start("200 OK", headers.of_data(body, environ["wsgi.url_scheme"]))
                return [body]
        return self.product(environ, start)

    def _taken(self, environ: Environ, attempt_id: int, position: int) -> bytes | None:
        """The answer to a usual request that was done; None for any other."""
        now, began = clock.now(), time.perf_counter()
        try:
            token = self._token(environ)
            receipt = token and _kept(attempt_id, _sent(environ, position), token, now)
        except UNUSUAL:
            return None
        if not receipt:
            return None
        self.on_saved(now, timedelta(seconds=time.perf_counter() - began))
        return json.dumps(told(receipt, now), separators=(",", ":")).encode() + b"\n"

    def _token(self, environ: Environ) -> str | None:
        """The browser's sign-in, if nothing about its request is out of the way."""
        get_host(environ, self.app.config["TRUSTED_HOSTS"])
        is_json = environ.get("CONTENT_TYPE") == "application/json"
        if not is_json or "HTTP_AUTHORIZATION" in environ:
            return None
        return self.passes.sign_in(
            environ.get("HTTP_COOKIE", ""), environ.get("HTTP_X_CSRFTOKEN", "")
        )


def _sent(environ: Environ, position: int) -> Sent:
    """Raises ValidationError for what is no answer; the body can be read again."""
    length = environ.get("CONTENT_LENGTH", "")
    fits = length.isdigit() and int(length) <= LARGEST
    body = environ["wsgi.input"].read(int(length)) if fits else b""
    if fits:
        environ["wsgi.input"] = BytesIO(body)
    return Sent(position, **dict(AnswerIn.model_validate_json(body)))


def _kept(attempt_id: int, sent: Sent, token: str, now: datetime) -> Receipt | None:
    rows = look(
        queries.AT_THE_HATCH,
        token=hash_of(token),
        attempt_id=attempt_id,
        position=sent.position,
    )
    if not rows:
        return None
    found = rows[0]
    is_usual = (
        is_live(found.started_at, found.seen_at, now=now)
        and not is_noted_again(found.seen_at, now=now)
        and answers.is_welcome(found, sent, now)
    )
    if not is_usual:
        return None
    with at_once():
        return answers.keep_welcome(
            attempt_id, found, sent, person_id=found.person_id, now=now
        )
