"""The one way in: an address and a password, from the sign-in page or an open one."""

from datetime import datetime, timedelta

from lms.accounts import passwords, queries, services
from lms.kernel import throttle
from lms.kernel.db import transaction

TRIES = 10
TRIES_WINDOW = timedelta(minutes=10)
"""For one address, from wherever they come: guessing from many hosts is counted too."""


def enter(email: str, password: str, *, now: datetime) -> str:
    """Open a signed-in browser; returns the token for its cookie.

    Raises WrongSignIn, and TooMany after too many tries.
    """
    throttle.spend("sign-in", email, limit=TRIES, window=TRIES_WINDOW, now=now)
    person = queries.person_by_email(email)
    # Before the transaction: the hash takes long and must not hold the lock.
    is_right = passwords.is_right(person.password_hash if person else None, password)
    with transaction():
        return services.sign_in(person, password_is_right=is_right, now=now)
