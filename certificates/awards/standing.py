"""What certificates mean for the attempt they rest on."""

from collections.abc import Mapping

from sqlalchemy import select

from certificates.awards.errors import Certified
from certificates.awards.models import Certificate
from exams.sittings.models import Attempt
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _

Link = tuple[str, str, Mapping[str, str]]
"""Label, endpoint, and what the address needs."""


def refuse_reopening_certified(attempt: Attempt, *, by: Actor) -> None:
    """Raises Certified: a certificate never rests on an attempt that goes on."""
    if _numbers(attempt):
        raise Certified(_("A certificate came from this attempt: it stays closed."))


def certificates_on(attempt: Attempt) -> list[Link]:
    """The certificates that came from an attempt, as links for staff."""
    return [
        (number, "awards_admin.show_issued", {"number": number})
        for number in _numbers(attempt)
    ]


def _numbers(attempt: Attempt) -> list[str]:
    return list(
        db.session.scalars(select(Certificate.number).filter_by(attempt_id=attempt.id))
    )
