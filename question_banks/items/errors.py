"""Why a bank says no."""

from lms.kernel.errors import Refused


class AlreadyRetired(Refused):
    """The question is not drawn any more."""
