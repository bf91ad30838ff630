"""Why a file is not taken in."""

from lms.kernel.errors import Refused, Unfit


class Unreadable(Unfit):
    """It is not a table that we can read; the sentence says what is wrong."""


class NothingToIssue(Refused):
    """No line of the file brings a certificate."""


class AnotherOutcome(Refused):
    """Something has changed since the preview."""


class NotFailed(Refused):
    """It does not wait for another try."""
