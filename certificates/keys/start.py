"""The first keys of an installation."""

from datetime import datetime

from certificates.keys import queries, services
from certificates.keys.making import new_key
from certificates.keys.rules.purpose import Purpose
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction


def begin_keys(*, now: datetime) -> None:
    """Make a key of each purpose that has none. Several processes may ask at once:
    they agree on one. For commands; each key is a deed of its own."""
    for purpose in Purpose:
        if queries.current_key(purpose) is None:
            key = new_key(purpose, now=now)
            with transaction():
                services.begin(key, by=SYSTEM, now=now)
