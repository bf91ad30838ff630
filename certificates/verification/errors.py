"""Why a file is not looked at now."""

from lms.kernel.errors import Refused


class TooManyFiles(Refused):
    """As many files as may be read at once are being read."""

    status = 503


class NoConsent(Refused):
    """The holder has not agreed that their name is shown."""


class NoLetters(Refused):
    """A name has letters that no font of ours has."""
