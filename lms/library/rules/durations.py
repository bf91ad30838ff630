"""Lengths of time as people write them: "105 minutes", "20 seconds", "14 days"."""

import re

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7}
WRITTEN = re.compile(r"([1-9][0-9]{0,5}) ([a-z]+?)s?")


def seconds_in(text: str) -> int | None:
    """Whole seconds, or None when the text is no length of an exam."""
    return _counted(text, SECONDS)


def days_in(text: str) -> int | None:
    """Whole days, or None when the text is no number of days."""
    return _counted(text, DAYS)


def _counted(text: str, units: dict[str, int]) -> int | None:
    found = WRITTEN.fullmatch(text.strip())
    if not found or found[2] not in units:
        return None
    return int(found[1]) * units[found[2]]
