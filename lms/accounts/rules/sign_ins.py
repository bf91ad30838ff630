"""How long a signed-in browser stays signed in."""

from datetime import datetime, timedelta

IDLE = timedelta(hours=12)
"""A working day: a browser left alone overnight is signed out."""

LASTS = timedelta(days=14)

IN_USE = timedelta(hours=1)
GRACE = timedelta(days=1)
"""Somebody in the middle of an exam is not cut off by the fourteenth day."""

NOTED_EVERY = timedelta(minutes=5)
"""Being seen is written down this often, not with every request."""


def is_live(started: datetime, seen: datetime, *, now: datetime) -> bool:
    """Whether a sign-in still opens doors."""
    if now - seen >= IDLE:
        return False
    age = now - started
    return age < LASTS or (age < LASTS + GRACE and now - seen < IN_USE)


def is_noted_again(seen: datetime, *, now: datetime) -> bool:
    """Whether it is time to write down that this browser was seen."""
    return now - seen >= NOTED_EVERY
