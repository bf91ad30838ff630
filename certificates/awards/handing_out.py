"""What is given out of a certificate: nothing while it is kept back."""

from certificates.awards.errors import Revoked, Suspended
from certificates.awards.models import Certificate
from lms.kernel.i18n import day
from lms.kernel.i18n import words as _


def is_kept_back(certificate: Certificate) -> bool:
    """Is neither PDF nor credential of it handed out, whether there is one or not?"""
    return certificate.revocation is not None or certificate.suspension is not None


def refuse_kept_back(certificate: Certificate) -> None:
    """What was given out cannot be called back, but no more of it is given out.

    Raises Revoked and Suspended.
    """
    if certificate.revocation is not None:
        revoked_on = day(certificate.revocation.revoked_on)
        raise Revoked(_("This certificate was revoked on %(day)s.", day=revoked_on))
    if certificate.suspension is not None:
        since = day(certificate.suspension.suspended_on)
        raise Suspended(_("This certificate is suspended since %(day)s.", day=since))
