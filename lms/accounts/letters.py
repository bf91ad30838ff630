"""Letters about accounts. Their links are made from the setting LMS_BASE_URL: an
address taken from the request would let a stranger choose where a link leads."""

from datetime import datetime

from flask import current_app

from lms.accounts import queries, services
from lms.accounts.models import Company, Person
from lms.kernel import clock, mail
from lms.kernel.actor import SYSTEM, Actor
from lms.kernel.db import transaction
from lms.kernel.i18n import DEFAULT
from lms.kernel.jobs import job


@job
def write_reset_letter(email: str, language: str) -> None:
    """Send a link to set a new password, if the address has an account.

    A job, so that the page that asked has done the same work for every address.
    A second run sends a second letter, and ends the link of the first.
    """
    now = clock.now()
    with transaction():
        person = queries.person_by_email(email)
        if person is None or person.closed_at is not None:
            return
        token = services.make_link(
            person, "reset", by=SYSTEM, now=now, lasts=services.RESET_LASTS
        )
        mail.write_to(
            person.email,
            "reset",
            language=person.language or language,
            now=now,
            person=person,
            link=_link(token),
            minutes=services.RESET_LASTS.seconds // 60,
        )


def send_invitation(
    person: Person, company: Company | None, *, by: Actor, now: datetime
) -> None:
    """A link to set the first password; the invitation before it stops working."""
    lasts = services.INVITATION_LASTS
    token = services.make_link(person, "invitation", by=by, now=now, lasts=lasts)
    mail.write_to(
        person.email,
        "invitation",
        language=person.language or DEFAULT,
        now=now,
        person=person,
        company=company,
        by=by,
        link=_link(token),
        until=now + lasts,
    )


def tell_of_affiliation(
    person: Person, company: Company, *, by: Actor, now: datetime
) -> None:
    """Tell somebody with an account that a company counts them as its own."""
    mail.write_to(
        person.email,
        "affiliation",
        language=person.language or DEFAULT,
        now=now,
        person=person,
        company=company,
        by=by,
        address=_site(),
    )


def _link(token: str) -> str:
    return f"{_site()}/link/{token}"


def _site() -> str:
    return str(current_app.config["SETTINGS"].base_url)
