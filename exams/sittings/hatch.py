"""The hatch: the short way in for the request an exam day is made of, a saved answer.

What Flask does for every request costs more than keeping an answer, and the database
keeps many in the time of a few. So the web server brings them here, as many as wait
(lms.reception.counter), and the hatch takes those that are as usual in every respect:
a signed-in browser's, with its form token, of somebody who sits exams, with an answer
that nothing speaks against. Everything else goes on to the ordinary door
(answers_api) as if the hatch were not there: it refuses nothing and explains nothing.
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from pydantic import ValidationError
from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

from exams.sittings import answers, queries
from exams.sittings.answers import Checked, Receipt, Sent
from exams.sittings.shapes import AnswerIn, told
from exams.sittings.writing import Place
from lms.accounts.doorkeeper import hash_of
from lms.accounts.rules.sign_ins import is_live, is_noted_again
from lms.kernel import headers
from lms.kernel.asking import Asked, Said
from lms.kernel.db import at_once
from lms.kernel.errors import Refused
from lms.kernel.pass_check import PassCheck
from lms.kernel.proxies import behind

LARGEST = 4096
"""Bytes; an answer has some hundred."""
UNUSUAL = frozenset[str](
    {
        "HTTP_AUTHORIZATION",
        "HTTP_X_FORWARDED_PREFIX",
        "HTTP_X_FORWARDED_PROTOCOL",
        "HTTP_X_FORWARDED_SSL",
    }
)
OnSaved = Callable[[datetime, timedelta], None]


def init_app(app: Flask, on_saved: OnSaved, proxies: int) -> None:
    app.extensions["hatch"] = Hatch(app, on_saved, proxies)


@dataclass(frozen=True, slots=True)
class Wish:
    """An answer to be kept, if the browser with this sign-in may."""

    place: Place
    sent: Sent
    token_hash: str
    asked: Asked
    scheme: str


class Hatch:
    """Takes requests with this first line, which has the path as its group.

    `on_saved` hears when each answer kept here arrived, and how long it took.
    """

    first_line = re.compile(
        rb"PUT (/api/v1/attempts/[1-9]\d{0,8}/answers/[1-9]\d{0,3}) HTTP/1\.1\r\n"
    )

    def __init__(self, app: Flask, on_saved: OnSaved, proxies: int) -> None:
        self.app, self.on_saved = app, on_saved
        self.passes = PassCheck(app)
        self.proxies = behind(proxies, lambda environ, start: [])
        # Without proxies of ours, whoever says what they would say is no browser.
        self.unusual = UNUSUAL if proxies else UNUSUAL | {"HTTP_X_FORWARDED_PROTO"}

    def answers(self, asked: Sequence[Asked]) -> list[Said | None]:
        """The answer to each usual request, which was done; None for any other.

        Raises what the database raises: then it is not known which were done.
        """
        with self.app.app_context():
            wishes = [self._wish(one) for one in asked]
            receipts = _kept([wish for wish in wishes if wish])
            return [
                self._said(receipts.pop(wish.place, None), wish) if wish else None
                for wish in wishes
            ]

    def _wish(self, asked: Asked) -> Wish | None:
        """What is asked for, if nothing about the request is out of the way."""
        if len(asked.body) > LARGEST:
            return None
        try:
            environ = self._as_believed(asked.environ)
            token = self._token(environ)
            sent = AnswerIn.model_validate_json(asked.body)
        except (SecurityError, ValidationError):
            return None
        if token is None:
            return None
        attempt_id, position = map(int, asked.path.split("/")[4::2])
        return Wish(
            (attempt_id, position),
            Sent(position, **dict(sent)),
            hash_of(token),
            asked,
            environ["wsgi.url_scheme"],
        )

    def _as_believed(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """The request's head as the product would see it."""
        environ = dict(sent)
        self.proxies(environ, None)
        return environ

    def _token(self, environ: dict[str, Any]) -> str | None:
        """The browser's sign-in, if there is one as usual."""
        get_host(environ, self.app.config["TRUSTED_HOSTS"])
        is_json = environ.get("CONTENT_TYPE") == "application/json"
        if not is_json or environ.keys() & self.unusual:
            return None
        return self.passes.sign_in(
            environ.get("HTTP_COOKIE", ""), environ.get("HTTP_X_CSRFTOKEN", "")
        )

    def _said(self, receipt: Receipt | None, wish: Wish) -> Said | None:
        if receipt is None:
            return None
        at, took = wish.asked.at, time.perf_counter() - wish.asked.tick
        self.on_saved(at, timedelta(seconds=took))
        body = json.dumps(told(receipt, at), separators=(",", ":")).encode() + b"\n"
        return Said(headers.of_data(body, wish.scheme), body)


def _kept(wishes: Sequence[Wish]) -> dict[Place, Receipt]:
    """What was kept of them; of two for one place, nothing but the first."""
    first: dict[Place, Wish] = {}
    for wish in wishes:
        first.setdefault(wish.place, wish)
    found = queries.glances(
        {"token": one.token_hash, "attempt_id": attempt_id, "position": position}
        for (attempt_id, position), one in first.items()
    )
    usual = [one for glance in found if (one := _usual(glance, first[_place(glance)]))]
    if not usual:
        return {}
    with at_once():
        return answers.keep_all(usual)


def _place(glance: Any) -> Place:
    return glance.id, glance.position


def _usual(glance: Any, wish: Wish) -> Checked | None:
    """The answer, if nothing speaks against keeping it."""
    now = wish.asked.at
    is_usual = (
        glance.paper_version == 1
        and is_live(glance.started_at, glance.seen_at, now=now)
        and not is_noted_again(glance.seen_at, now=now)
    )
    try:
        return answers.checked(glance, wish.sent, now) if is_usual else None
    except Refused:
        return None
