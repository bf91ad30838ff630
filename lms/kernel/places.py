"""Addresses we may send a browser to."""

import re

from werkzeug.routing import IntegerConverter, Map

LOCAL = re.compile(r"/(?![/\\])[A-Za-z0-9_~!$&'()*+,;=:@%./?-]*")
"""A path of this site: one slash, then plain characters; no host, no backslash."""


def safe_next(wanted: str | None, default: str = "/") -> str:
    """The wanted path if it stays on this site, else the default."""
    if wanted and LOCAL.fullmatch(wanted) and "%0" not in wanted.lower():
        return wanted
    return default


LARGEST_ROW = 2**31 - 1


def row_number(typed: str) -> int:
    """A number as it was typed, if a row can have it. Raises ValueError."""
    number = int(typed)
    if not 0 <= number <= LARGEST_ROW:
        raise ValueError(typed[:40])
    return number


class RowId(IntegerConverter):
    """A number in an address: what no row can have is 404, not a database error."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ROW)
