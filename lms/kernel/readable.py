"""What no door can make sense of is turned away before it gets there.

A NUL is no text: SQLite would take it and PostgreSQL would not. A page with more
than nine digits is beyond every list and every database's numbers.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask import Flask, Request, abort, request
from flask.json.provider import DefaultJSONProvider

LONGEST_PAGE = 9
"""Digits of a page number."""


class JsonOnly(Request):
    """A body is read as JSON if it says that it is JSON; anything else is 415."""

    def get_json(
        self, force: bool = False, silent: bool = False, cache: bool = True
    ) -> Any:
        return super().get_json(force=False, silent=silent, cache=cache)


class ShallowJson(DefaultJSONProvider):
    """JSON nested deeper than the interpreter goes is not readable."""

    def loads(self, s: str | bytes, **more: Any) -> Any:
        try:
            return super().loads(s, **more)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def init_app(app: Flask) -> None:
    app.request_class = JsonOnly
    app.json = ShallowJson(app)
    app.before_request(_turn_away)


def _turn_away() -> None:
    if "\0" in request.path or len(request.args.get("page", "")) > LONGEST_PAGE:
        abort(404)
    if any("\0" in value for value in _sent()):
        abort(400)


def _sent() -> Iterator[str]:
    """Every value of the query and of the form."""
    fields = [request.args] if request.is_json else [request.args, request.form]
    for values in chain.from_iterable(field.listvalues() for field in fields):
        yield from values
