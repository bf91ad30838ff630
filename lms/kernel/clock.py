"""The only place that reads the time. Views and commands ask; rules are told."""

import time
from datetime import UTC, datetime, timedelta

from flask import g, has_request_context


def now() -> datetime:
    """The time this request arrived; outside a request, the time it is.

    Arrival counts, so that slow work of ours never costs a candidate's seconds.
    """
    if has_request_context() and "arrived_at" in g:
        arrived: datetime = g.arrived_at
        return arrived
    return datetime.now(UTC)


def note_arrival() -> None:
    """Runs first, before every request."""
    g.pop("arrived_at", None)
    g.arrived_at = now()
    g.arrived_tick = time.perf_counter()


def took() -> timedelta:
    """How long this request has been in our hands, by a clock nobody sets."""
    return timedelta(seconds=time.perf_counter() - g.arrived_tick)
