"""How the system says no."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A rule said no. The message is a sentence for the person who asked.

    `detail` goes beside it into answers for programs: plain JSON values.
    """

    status = 409

    def __init__(self, message: Any, **detail: Any) -> None:
        super().__init__(message)
        self.detail: Mapping[str, Any] = detail

    @property
    def code(self) -> str:
        """The reason as a program reads it: AttemptClosed is attempt_closed."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_")


class Unfit(Refused):
    """What was sent cannot be taken as it is."""

    status = 422


class TooMany(Refused):
    """Too many tries; `retry_after` is in whole seconds."""

    status = 429

    def __init__(self, message: Any, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
