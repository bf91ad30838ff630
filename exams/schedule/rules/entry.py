"""Which window lets this person in now, and which comes next.

Times are moments, not clock readings: a change to or from summer time moves no
window and cuts no exam.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Window:
    """A window as one person finds it; `is_theirs` when they need no voucher."""

    id: int
    opens_at: datetime
    latest_start_at: datetime
    ends_at: datetime | None = None
    is_theirs: bool = True

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at <= self.latest_start_at


@dataclass(frozen=True, slots=True)
class Rule:
    """How an exam may be started."""

    only_in_windows: bool = False
    only_with_voucher: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """A voucher that still works; one made for a window opens that window only."""

    window_id: int | None = None


class Bar(StrEnum):
    NO_WINDOW = "no_window"
    NO_VOUCHER = "no_voucher"


@dataclass(frozen=True, slots=True)
class Entry:
    """One may start now: within which window, and whether that uses the voucher up."""

    window: Window | None = None
    spends: bool = False


@dataclass(frozen=True, slots=True)
class Barred:
    """One may not start now: why, and which window of theirs opens next."""

    bar: Bar
    next_window: Window | None = None


def entry(
    rule: Rule,
    windows: Iterable[Window],
    ticket: Ticket | None = None,
    *,
    now: datetime,
) -> Entry | Barred:
    """May somebody with this voucher (or none) start now?

    A voucher that is not needed is not used up.
    """
    known = list(windows)
    if ticket is not None and ticket.window_id is not None:
        return _by_window(rule, known, ticket.window_id, now)
    if rule.only_with_voucher and ticket is None:
        # Nobody is asked for a code that would not let them in now.
        is_shut = rule.only_in_windows and not any(w.is_open(now) for w in known)
        return Barred(Bar.NO_WINDOW if is_shut else Bar.NO_VOUCHER, _next(known, now))
    if not rule.only_in_windows:
        return Entry(spends=rule.only_with_voucher)
    ways = [window for window in known if window.is_theirs and window.is_open(now)]
    if ways:
        return Entry(max(ways, key=_longest), spends=rule.only_with_voucher)
    # A window that is open, but not theirs: a voucher for it would let them in.
    is_near = ticket is None and any(window.is_open(now) for window in known)
    return Barred(Bar.NO_VOUCHER if is_near else Bar.NO_WINDOW, _next(known, now))


def _by_window(
    rule: Rule, windows: list[Window], wanted: int, now: datetime
) -> Entry | Barred:
    window = next((window for window in windows if window.id == wanted), None)
    if window is None or not window.is_open(now):
        is_ahead = window is not None and window.opens_at > now
        return Barred(Bar.NO_WINDOW, window if is_ahead else None)
    return Entry(window, spends=rule.only_with_voucher or not window.is_theirs)


def _longest(window: Window) -> tuple[bool, float, int]:
    """A window without a hard end first, then the one that ends last."""
    end = window.ends_at.timestamp() if window.ends_at else 0.0
    return window.ends_at is None, end, -window.id


def _next(windows: Iterable[Window], now: datetime) -> Window | None:
    ahead = [w for w in windows if w.is_theirs and w.opens_at > now]
    return min(ahead, key=lambda window: (window.opens_at, window.id), default=None)
