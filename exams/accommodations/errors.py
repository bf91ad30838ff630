"""Why an accommodation is not granted or ended."""

from lms.kernel.errors import Refused, Unfit


class NobodyThere(Unfit):
    """No account has this address."""


class NothingToEnd(Refused):
    """This entitlement has ended already."""


class OwnAccommodation(Refused):
    """Nobody grants more time to themselves."""
