"""What can be wrong with keys."""

from lms.kernel.errors import Refused, Unfit


class NoKey(Exception):
    """There is no key yet, or its private half is not here. A fault of the
    installation: the sentence is for its operator."""


class UnknownKey(Refused):
    """No key of this installation has this kid."""


class Overtaken(Refused):
    """Somebody has put another key in place a moment before."""


class OnlyEarlier(Refused):
    """Trust that was taken from signatures is not given back; detail: since."""


class UnfitDay(Unfit):
    """Nobody can know of a theft that is yet to come."""


class UnfitKey(Unfit):
    """What the key service gave is no key, or does not sign with it."""
