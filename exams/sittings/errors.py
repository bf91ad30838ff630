"""Why a sitting says no."""

from lms.kernel.errors import Refused, Unfit


class AttemptClosed(Refused):
    """The attempt was handed in, or its time is up."""


class TimeIsUp(AttemptClosed):
    """The deadline has passed and nobody has closed the attempt yet."""


class AttemptPaused(Refused):
    """The clock stands still, and nothing is written until it runs again."""


class PenMoved(Refused):
    """Another window holds the pen; detail: writer_epoch."""


class StaleAnswer(Refused):
    """Somebody (another tab) saved this answer since; detail: revision, response."""


class UnfitAnswer(Unfit):
    """The response names options this question does not have, or too many."""


class NotOpenYet(Refused):
    """The bank does not hold enough questions for the blueprint."""


class NoAttemptNow(Refused):
    """A wait or the cap stands before the next attempt; detail: next_start_at."""


class AlreadyPassed(Refused):
    """The exam was passed not long ago and the pass still counts."""


class AgreementNeeded(Refused):
    """The exam has an agreement, and a start has to accept it."""

    status = 403


class TimeIsCut(Refused):
    """The window ends before the time does, and the candidate was not told so;
    detail: ends_at, minutes."""


class AttemptVoid(Refused):
    """Staff declared the attempt void, so that its score does not count."""


class NotMarkedYet(Refused):
    """The attempt is still open, so there is no result."""
