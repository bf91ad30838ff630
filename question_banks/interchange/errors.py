"""Why a file is not taken."""

from lms.kernel.errors import Refused, Unfit


class UnreadableFile(Unfit):
    """The file is too large, not UTF-8, or not text."""


class PlanChanged(Refused):
    """The bank is not as it was when the preview was shown."""
