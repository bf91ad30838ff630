"""Why nothing is issued or taken back."""

from lms.kernel.errors import Refused, Unfit


class StillValid(Refused):
    """The certificate runs for long yet; detail: valid_until, renewal_opens."""


class NothingToRenew(Refused):
    """A renewal exam is for those who hold the certificate."""


class OutOfOrder(Refused):
    """A later certificate of the same person and certification was issued before."""


class AlreadyRevoked(Refused):
    """Somebody has revoked this certificate before."""


class Certified(Refused):
    """A certificate rests on what somebody wants to change."""


class NoReason(Unfit):
    """A revocation needs a sentence that says why."""


class OwnCertificate(Refused):
    """Nobody decides about a certificate of their own."""


class Suspended(Refused):
    """While a certificate is suspended it is neither printed nor renewed."""


class Revoked(Refused):
    """The PDF of a revoked certificate is not handed out any more."""

    status = 410
