"""What states and causes are called on pages and in letters."""

from certificates.awards.rules.causes import Cause
from certificates.awards.rules.term import State
from lms.kernel.i18n import words as _

STATES = {
    State.VALID: _("Valid"),
    State.SUPERSEDED: _("Renewed"),
    State.EXPIRED: _("Expired"),
    State.SUSPENDED: _("Suspended"),
    State.REVOKED: _("Revoked"),
}
CAUSES = {
    Cause.MISCONDUCT: _("Misconduct"),
    Cause.IRREGULARITY: _("Something was wrong with the exam"),
    Cause.IDENTITY: _("Doubt about who sat the exam"),
    Cause.ISSUED_IN_ERROR: _("Issued in error"),
    Cause.LEGAL: _("A court or an authority asked for it"),
    Cause.HOLDERS_REQUEST: _("The holder asked for it"),
    Cause.KEY_COMPROMISE: _("A signing key became known"),
    Cause.OTHER: _("Another reason"),
}


def cause_label(cause: str) -> str:
    """The cause in the reader's language."""
    return str(CAUSES[Cause(cause)])
