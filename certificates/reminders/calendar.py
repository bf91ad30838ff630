"""When certificates may be renewed and when they end, for somebody's calendar."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from certificates.awards.models import Certificate
from lms.kernel.i18n import in_language, language
from lms.kernel.mail import Enclosure

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def calendar_of(
    certificates: Iterable[Certificate], *, of: int | None = None, now: datetime
) -> bytes:
    """An iCalendar file (RFC 5545) in the reader's language: the renewal window and
    the end of each certificate, as whole days that block nobody's time.

    The same certificate has the same events in every file, so that a calendar that
    takes in a second file changes what it has. `of`: the reader, whose own
    certificates go without a name.
    """
    from icalendar import Calendar  # noqa: PLC0415  heavy, and rare

    found = Calendar()
    found.add("version", "2.0")
    found.add("prodid", f"-//Laurel//Certificates//{language().upper()}")
    found.add("method", "PUBLISH")
    for certificate in certificates:
        title = in_language(certificate.certification_version.title)
        if certificate.person_id != of:
            title = f"{certificate.printed_name}, {title}"
        for event in _events(certificate, title, now):
            found.add_component(event)
    return bytes(found.to_ical())


def calendar_file(content: bytes) -> Enclosure:
    """To go with a letter."""
    return Enclosure("certificates.ics", MEDIA_TYPE, content)


def _events(certificate: Certificate, title: str, now: datetime) -> Iterator["Event"]:
    ends, opens = certificate.expires_on, certificate.term.renewal_opens
    yield _event(
        certificate,
        "renewal",
        _("Renew: %(title)s", title=title),
        _("A pass in these days renews it; the new term counts from its end."),
        (opens, ends),
        now,
    )
    yield _event(
        certificate,
        "end",
        _("Ends today: %(title)s", title=title),
        _("From this day on it is not valid."),
        (ends, ends + timedelta(days=1)),
        now,
    )


def _event(
    certificate: Certificate,
    kind: str,
    summary: str,
    text: str,
    days: tuple[date, date],
    now: datetime,
) -> "Event":
    from icalendar import TRANSP, Event  # noqa: PLC0415  heavy, and rare

    settings = current_app.config["SETTINGS"]
    return Event.new(
        uid=f"{certificate.number}-{kind}@{settings.host}",
        summary=summary,
        description=f"{text}\n{certificate.number}",
        url=f"{settings.base_url}/certificates",
        start=days[0],
        end=days[1],
        stamp=now,
        transparency=TRANSP.TRANSPARENT,
    )
