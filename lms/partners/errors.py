"""Why the partner room says no."""

from lms.kernel.errors import Refused, Unfit


class UnfitDay(Unfit):
    """This is not a day a scorecard can be worked out for."""


class UnfitFact(Unfit):
    """This cannot be recorded of a partner."""


class AlreadyRecorded(Refused):
    """The same thing stands in the records already."""


class AlreadyWithdrawn(Refused):
    """The fact does not count any more."""
