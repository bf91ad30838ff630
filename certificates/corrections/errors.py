"""Why the words on a certificate stay as they are."""

from lms.kernel.errors import Refused, Unfit


class NothingToCorrect(Unfit):
    """The certificate says that already."""


class AlreadyAsked(Refused):
    """A request for this certificate waits for a decision."""


class AlreadyDecided(Refused):
    """Somebody has approved or refused this request before."""
