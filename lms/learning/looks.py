"""What pages say about a certification: how long, for how long, in which words."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.catalogue.models import CertificationVersion
from lms.kernel.db import Text
from lms.kernel.i18n import words

TRACKS = {
    "entry": words("Foundations"),
    "technical": words("Architect"),
    "migration": words("Migration"),
    "specialty": words("Specialties"),
}
"""The tracks a programme folder may name."""


def track_title(track: str) -> str:
    return str(TRACKS.get(track, track))


def validity(months: int) -> str:
    """24 is "2 years", 18 is "18 months"."""
    years, rest = divmod(months, 12)
    if rest:
        return str(ngettext("%(num)d month", "%(num)d months", months))
    return str(ngettext("%(num)d year", "%(num)d years", years))


def course_days(version: CertificationVersion) -> str:
    """As "2 days", or "1 to 2 days" where it depends on the group."""
    most = ngettext("%(num)d day", "%(num)d days", version.days_max)
    if version.days_min == version.days_max:
        return str(most)
    return str(_("%(least)s to %(most)s", least=version.days_min, most=most))


def reading_time(number: int) -> str:
    """As "40 minutes", or "3 h 20 min"."""
    hours, rest = divmod(number, 60)
    if not hours:
        return str(ngettext("%(num)d minute", "%(num)d minutes", rest))
    if not rest:
        return str(_("%(hours)s h", hours=hours))
    return str(_("%(hours)s h %(rest)s min", hours=hours, rest=rest))


def exam_time(seconds: int) -> str:
    """As "60 minutes"; a trial exam may last seconds only."""
    if seconds % 60:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    return str(ngettext("%(num)d minute", "%(num)d minutes", seconds // 60))


def asked(version: CertificationVersion) -> str:
    """What has to be passed, in one phrase."""
    if version.has_exam and version.has_practical:
        return str(_("Exam and practical"))
    return str(_("Exam") if version.has_exam else _("Practical"))


def by_track(
    versions: Iterable[CertificationVersion],
) -> list[tuple[str, list[CertificationVersion]]]:
    """Certifications under their tracks, both in the programme's order."""
    return [(track, list(run)) for track, run in groupby(versions, lambda v: v.track)]


def topic_title(topics: list[dict[str, Any]], key: str) -> Text:
    """The words of a topic; a lesson may stand outside of all topics."""
    return next((t["title"] for t in topics if t["key"] == key), {})
