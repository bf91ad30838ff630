"""Why a certificate is not printed."""

from lms.kernel.errors import Refused


class TooMuch(Exception):
    """Drawing takes longer, or more memory, than any certificate needs."""


class CannotDraw(Exception):
    """Something is wrong with a page, the design or the program that draws."""


class NoTimestamp(Exception):
    """The time-stamp service does not answer, or not as it should."""


class NotHeld(Refused):
    """Somebody has solved it before, or it was printed in the meantime."""


class NothingToReprint(Refused):
    """Every certificate is printed in the newest design."""


class ReprintingRuns(Refused):
    """One at a time is enough."""
