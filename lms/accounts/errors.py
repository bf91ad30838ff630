"""Why an account says no."""

from lms.kernel.errors import Refused, Unfit


class WrongSignIn(Unfit):
    """The address or the password is not right; which of them is not said."""


class LinkNotGood(Refused):
    """A one-time link was used, replaced, or is too old."""


class UnfitPassword(Unfit):
    """A new password is too short or too common."""


class AlreadyAffiliated(Refused):
    """The person works for another company today."""
