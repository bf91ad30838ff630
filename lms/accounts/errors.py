"""Why an account says no."""

from lms.kernel.errors import Refused, Unfit


class WrongSignIn(Unfit):
    """The address or the password is not right; which of them is not said."""


class LinkNotGood(Refused):
    """A one-time link was used, replaced, or is too old."""

    status = 410


class UnfitPassword(Unfit):
    """A new password is too short or too common."""


class AddressTaken(Refused):
    """There is an account with this address."""


class AlreadyAffiliated(Refused):
    """The person works for another company today."""


class NotInvitable(Refused):
    """The address cannot be invited; why is the business of somebody else."""


class InvitationNotOpen(Refused):
    """The person has set a password: there is nothing to send or withdraw."""


class NotYourself(Refused):
    """What decides about oneself is done by somebody else."""


class LastAdmin(Refused):
    """Somebody must be left who can manage people."""


class NoCompany(Refused):
    """The role acts for a company, and the person works for none."""


class SlugTaken(Unfit):
    """Another company has this short name."""
