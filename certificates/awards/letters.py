"""Letters to the holder of a certificate, in the holder's language."""

from datetime import datetime
from typing import Any

from flask import current_app

from certificates.awards.models import Certificate
from lms.catalogue.queries import programme
from lms.kernel.i18n import DEFAULT
from lms.kernel.mail import write_to


def write_to_holder(
    certificate: Certificate, letter: str, *, now: datetime, **more: Any
) -> None:
    """Queue templates/mail/<letter>.txt; an account that is closed gets nothing."""
    person = certificate.person
    if person.closed_at is not None:
        return
    found = programme()
    write_to(
        person.email,
        letter,
        language=person.language or DEFAULT,
        now=now,
        certificate=certificate,
        title=certificate.certification_version.title,
        provider=found.provider if found else "Laurel",
        base_url=current_app.config["SETTINGS"].base_url,
        **more,
    )
