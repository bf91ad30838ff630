"""What every door of a sitting begins with: the attempt as it stands now."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from exams.sittings import closing, queries
from exams.sittings.models import Attempt
from lms.kernel import clock
from lms.kernel.db import transaction

T = TypeVar("T")
Keeping = Callable[[], AbstractContextManager[None]]


def current_attempt(attempt_id: int) -> Attempt:
    """The person's attempt, closed first if its time is up."""
    attempt = queries.own_attempt(current_user, attempt_id)
    now = clock.now()
    if closing.is_due(attempt, now=now):
        with transaction():
            closing.close_if_due(attempt, now=now)
    return attempt


def once_more(
    deed: Callable[[], T],
    kept: Callable[[], AbstractContextManager[None]] = transaction,
) -> T:
    """Do a deed and keep it; one that lost a race is done again, once.

    What ran into a unique index the first time finds the winner's row then.
    """
    try:
        with kept():
            return deed()
    except IntegrityError:
        with kept():
            return deed()
