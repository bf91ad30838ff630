"""How long a certificate is in force: calendar months, and no day twice."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

RENEWAL_OPENS = timedelta(days=90)
"""Before the end: three months are enough to sit twice and wait in between."""


class State(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Term:
    """In force on days with starts <= day < expires."""

    starts: date
    expires: date

    @property
    def renewal_opens(self) -> date:
        """The first day on which a new pass gives a new certificate."""
        return self.expires - RENEWAL_OPENS

    def days_left(self, on: date) -> int:
        """Whole days before the end; 0 once it has come."""
        return max((self.expires - on).days, 0)


def term(issued_on: date, months: int) -> Term:
    """From the day of issue to the same day of the month, `months` later.

    A month without that day ends the term on its last one: 29 February and 24
    months is 28 February.
    """
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    day = min(issued_on.day, monthrange(year, month + 1)[1])
    return Term(issued_on, date(year, month + 1, day))


def is_in_force(term: Term, *, on: date) -> bool:
    return term.starts <= on < term.expires


def state(term: Term, revoked_on: date | None, *, on: date) -> State:
    """What to say of it on a day; taken back is worse than run out."""
    if revoked_on is not None and revoked_on <= on:
        return State.REVOKED
    return State.EXPIRED if on >= term.expires else State.VALID
