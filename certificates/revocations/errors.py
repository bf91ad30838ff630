"""Why a certificate is not taken back, or not given back."""

from lms.kernel.errors import Refused, Unfit


class AlreadyProposed(Refused):
    """A proposal to revoke this certificate waits for a decision."""


class AlreadyDecided(Refused):
    """Somebody has confirmed or refused this proposal before."""


class OwnProposal(Refused):
    """Two persons revoke: who proposed cannot confirm."""


class AlreadySuspended(Refused):
    """Somebody has suspended this certificate before."""


class NotSuspended(Refused):
    """There is no suspension to end, or not any more."""


class NotInForce(Refused):
    """The term is over: there is nothing left to suspend."""


class NothingToRevoke(Unfit):
    """No certificate of the list can be proposed."""


class TooManyAtOnce(Unfit):
    """A proposal holds so many certificates and no more."""
