"""Why a start, or a change of the schedule, is refused."""

from lms.kernel.errors import Refused, Unfit


class NoWindowNow(Refused):
    """No window is open for this person; detail: next_window_opens_at."""


class VoucherNeeded(Refused):
    """A start needs a voucher now; detail: next_window_opens_at."""


class VoucherInvalid(Refused):
    """The voucher is unknown, used, expired, withdrawn or for another exam."""


class UnfitWindow(Unfit):
    """The times of a window contradict each other."""


class NameTaken(Refused):
    """Another group has this name."""


class WindowOver(Refused):
    """The window was cancelled before, or nobody can start in it any more."""
