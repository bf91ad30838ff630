"""Who may renew a certificate, and by which exam."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from certificates.awards import evidence, queries
from certificates.awards.errors import NothingToRenew, StillValid, Suspended
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State, renews
from exams.papers.models import Exam
from lms.kernel.actor import Actor
from lms.kernel.i18n import day
from lms.kernel.i18n import words as _


def refuse_needless_start(exam: Exam, *, by: Actor, now: datetime) -> None:
    """Raises the reason why a pass of this exam would bring no certificate:
    StillValid before the renewal window, Suspended, or NothingToRenew for a renewal
    exam without a certificate to renew."""
    today = now.date()
    chain = queries.chain_of(by.id, exam.certification_id)
    if is_suspended(chain, on=today):
        raise Suspended(
            _("Your certificate is suspended. Nothing renews it until that is decided.")
        )
    held = in_force(chain, on=today)
    if exam.is_renewal:
        _refuse_without_anything_to_renew(exam, held)
    if held is not None and not renews(held.term, on=today):
        raise _still_valid(held)


def in_force(chain: Sequence[Certificate], *, on: date) -> Certificate | None:
    """The certificate of one person and certification that counts on a day."""
    valid = (c for c in reversed(chain) if c.state(on) is State.VALID)
    return next(valid, None)


def is_suspended(chain: Sequence[Certificate], *, on: date) -> bool:
    """Does one of them wait for a decision?"""
    return any(c.state(on) is State.SUSPENDED for c in chain)


def lasting(chain: Sequence[Certificate]) -> Certificate | None:
    """The one that ends last, of all that were not revoked; it may be over."""
    kept = [c for c in chain if c.revocation is None]
    return max(kept, key=lambda c: (c.expires_on, c.id), default=None)


class Standing(StrEnum):
    """What a person holds already, against a result of an earlier system."""

    FREE = "free"
    HELD = "held"
    SUSPENDED = "suspended"
    OLDER = "older"


def legacy_standing(
    chain: Sequence[Certificate], passed_on: date, *, on: date
) -> Standing:
    """Whether a pass of that day brings a certificate today. It never stands before
    one that was issued later, and never goes around a revocation."""
    if is_suspended(chain, on=on):
        return Standing.SUSPENDED
    if any(c.state(on) in (State.VALID, State.SUPERSEDED) for c in chain):
        return Standing.HELD
    for certificate in chain:
        taken = certificate.revocation
        last = max(certificate.issued_on, taken.revoked_on if taken else date.min)
        if passed_on <= last:
            return Standing.OLDER
    return Standing.FREE


def _refuse_without_anything_to_renew(exam: Exam, held: Certificate | None) -> None:
    if not evidence.newest_version(exam.certification_id).has_renewal_exam:
        raise NothingToRenew(_("There is no renewal exam any more: sit the full exam."))
    if held is None:
        raise NothingToRenew(
            _(
                "This exam renews a certificate that is in force, and you hold none. "
                "Sit the full exam."
            )
        )


def _still_valid(held: Certificate) -> StillValid:
    until, opens = held.expires_on, held.term.renewal_opens
    return StillValid(
        _(
            "Your certificate is valid until %(until)s. "
            "You may sit the exam again from %(opens)s.",
            until=day(until),
            opens=day(opens),
        ),
        valid_until=until.isoformat(),
        renewal_opens=opens.isoformat(),
    )
