"""A request as it was sent, for those who answer it in front of the product."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Head = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """`environ` has the request's head as WSGI has it, and the scheme; `at` is when
    it had arrived, and `tick` as well, by a clock nobody sets."""

    path: str
    environ: Mapping[str, Any]
    body: bytes
    at: datetime
    tick: float


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with 200."""

    head: Head
    body: bytes
