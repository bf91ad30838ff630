"""What happens to a certificate when the attempt it came from is no pass any more: a
person is asked to revoke it. Nothing is revoked, and nothing deleted, without one."""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from certificates.awards.rules.causes import Cause
from certificates.revocations import queries, services
from exams.marking.rules.scoring import Score
from exams.sittings.models import Attempt
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.i18n import DEFAULT


def propose_after_void(attempt: Attempt, *, by: Actor, now: datetime) -> None:
    """An attempt was declared void. Why, stays with those who oversee exams."""
    ids = queries.certificates_on(attempt.id)
    if not ids:
        return
    with force_locale(attempt.person.language or DEFAULT):
        reason = _("The attempt it came from was declared void.")
    services.propose_what_fell(ids, Cause.IRREGULARITY, reason, by=by, now=now)


def propose_after_fail(attempt: Attempt, *, score: Score, now: datetime) -> None:
    """An attempt was marked, perhaps anew; only a fail concerns a certificate."""
    ids = [] if score.passed else queries.certificates_on(attempt.id)
    if not ids:
        return
    with force_locale(attempt.person.language or DEFAULT):
        reason = _("The attempt it came from was marked anew: it is not a pass.")
    services.propose_what_fell(ids, Cause.ISSUED_IN_ERROR, reason, by=SYSTEM, now=now)
