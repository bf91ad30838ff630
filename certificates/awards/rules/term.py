"""How long a certificate is in force, and how it stands on a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

RENEWAL_OPENS = timedelta(days=90)
"""Before the end, if the programme does not say otherwise: three months are enough
to sit twice and wait in between."""


class State(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Term:
    """In force on days with starts <= day < expires; the last `renewal` of them are
    the renewal window."""

    starts: date
    expires: date
    renewal: timedelta = RENEWAL_OPENS

    @property
    def renewal_opens(self) -> date:
        """The first day on which a new pass gives a new certificate."""
        return max(self.expires - self.renewal, self.starts)

    def days_left(self, on: date) -> int:
        """Whole days before the end; 0 once it has come."""
        return max((self.expires - on).days, 0)


def term(issued_on: date, months: int) -> Term:
    """From the day of issue to the same day of the month, `months` later.

    A month without that day ends the term on its last one: 29 February and 24
    months is 28 February.
    """
    return Term(issued_on, _months_later(issued_on, months))


def next_term(held: Term | None, months: int, *, passed_on: date) -> Term:
    """The term of a pass, after a certificate with the term `held` (None: no other).

    In the renewal window it counts from the old expiry, so that who renews early
    loses nothing; before the window and after the end, from the day of the pass.
    """
    counts_from = passed_on
    if held is not None and renews(held, on=passed_on):
        counts_from = held.expires
    return Term(passed_on, _months_later(counts_from, months))


def renews(held: Term, *, on: date) -> bool:
    """Is this day in the renewal window?"""
    return held.renewal_opens <= on < held.expires


def is_in_force(term: Term, *, on: date) -> bool:
    return term.starts <= on < term.expires


def state(
    term: Term,
    revoked_on: date | None,
    *,
    is_suspended: bool = False,
    is_renewed: bool = False,
    on: date,
) -> State:
    """What to say of it on a day: the worst thing that is true of it.

    `is_renewed`: a later certificate that is in force renews it.
    """
    if revoked_on is not None and revoked_on <= on:
        return State.REVOKED
    if is_suspended:
        return State.SUSPENDED
    if on >= term.expires:
        return State.EXPIRED
    return State.SUPERSEDED if is_renewed else State.VALID


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
