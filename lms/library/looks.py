"""How the programme's page says what a folder left open."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import ngettext

from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _
from lms.learning.looks import exam_time
from lms.library.rules.durations import days_in, seconds_in

FIELDS = {
    "days": _("Duration"),
    "delivery": _("Delivery"),
    "topics": _("Topics"),
    "prerequisites": _("Prerequisites"),
    "validity_months": _("Validity, months"),
    "exam.questions": _("Questions in the exam"),
    "exam.time": _("Time of the exam"),
    "exam.pass_mark": _("Pass mark of the exam, %"),
    "exam.blueprint": _("Questions by topic"),
    "exam.attempts.allowed": _("Attempts in a year"),
    "exam.attempts.waits": _("Waits between attempts"),
    "renewal.opens": _("Renewal opens before the end"),
    "renewal.exam": _("Renewal exam"),
    "renewal.exam.questions": _("Questions in the renewal exam"),
    "renewal.exam.time": _("Time of the renewal exam"),
    "renewal.exam.blueprint": _("Questions by topic in the renewal exam"),
    "practical.pass_mark": _("Pass mark of the practical, %"),
    "practical.rubric": _("Rubric of the practical"),
}


def assumed_field(field: str) -> str:
    """The words for a field of a certification file; else its own name."""
    return str(FIELDS.get(field, field))


def assumed_value(value: Any, topics: Iterable[Mapping[str, Any]] = ()) -> str:
    """A value of a certification file in one line; nothing for none.

    `topics` are [{"key", "title"}], for numbers by topic.
    """
    if isinstance(value, Mapping):
        titles = {topic["key"]: in_language(topic["title"]) for topic in topics}
        return ", ".join(f"{titles.get(key, key)} {n}" for key, n in value.items())
    if isinstance(value, list):
        return ", ".join(_length(part) for part in value)
    return "" if value is None else _length(value)


def _length(value: Any) -> str:
    """A length of time in the reader's language; anything else as it is."""
    written = str(value)
    if days := days_in(written):
        return str(ngettext("%(num)d day", "%(num)d days", days))
    if seconds := seconds_in(written):
        return exam_time(seconds)
    return written
