"""Why a certificate is not in a parcel, in words."""

from certificates.parcels.rules.outcomes import Outcome
from lms.kernel.i18n import words as _

LEFT_OUT = {
    Outcome.REVOKED: _("Revoked: it is given out no more."),
    Outcome.SUSPENDED: _("Suspended: it is given out again once it is reinstated."),
    Outcome.HELD: _("It cannot be printed until the provider solves what stops it."),
    Outcome.WAITING: _("It is not printed yet. Order again in a few minutes."),
    Outcome.DAMAGED: _("The stored file is missing or has changed. Tell the provider."),
}


def why_left_out(outcome: str | None) -> str:
    """A sentence in the reader's language; nothing for what is in the parcel."""
    if outcome is None or outcome == Outcome.PACKED:
        return ""
    return str(LEFT_OUT[Outcome(outcome)])
