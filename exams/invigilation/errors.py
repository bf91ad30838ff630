"""Why staff cannot do what they asked for."""

from lms.kernel.errors import Refused, Unfit


class CountChanged(Unfit):
    """As many attempts are concerned as `count` says, not as many as was typed."""


class NotOpen(Refused):
    """The attempt is closed, or its time is up."""


class NothingToDo(Refused):
    """The clock stands still already, or runs."""


class AlreadyVoid(Refused):
    """Somebody has declared this attempt void before."""


class AlreadyBlocked(Refused):
    """The question is under a block."""


class NotBlocked(Refused):
    """The block was lifted before."""


class CannotReopen(Refused):
    """An attempt that is open, void, not the last one, or certified stays closed."""


class AlreadyDecided(Refused):
    """Somebody has approved or refused this reopening before."""


class OwnProposal(Refused):
    """Two persons reopen an attempt: who proposed it cannot approve it."""
