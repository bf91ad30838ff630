"""Reasons for refusing a parcel."""

from lms.kernel.errors import Refused


class ParcelRuns(Refused):
    """The last one is still being packed."""


class NothingToPack(Refused):
    """No certificate was chosen."""


class TooLarge(Refused):
    """More than one parcel holds."""


class NotFailed(Refused):
    """It does not wait for another try."""


class PartMissing(Exception):
    """A part that was kept is gone; `start` is how many items stand before it."""

    def __init__(self, key: str, *, start: int) -> None:
        super().__init__(key)
        self.start = start
