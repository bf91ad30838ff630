"""Why a practical is not recorded."""

from lms.kernel.errors import Refused, Unfit


class NoPractical(Refused):
    """The certification asks for no practical."""


class OwnPractical(Refused):
    """Nobody marks themselves."""


class Overtaken(Refused):
    """Another result was recorded since the grader opened the form."""


class UnfitResult(Unfit):
    """Something in the marking cannot be recorded; `field` says what."""


class EvidenceGone(Refused):
    """The stored file is missing or is not the one that was recorded."""
