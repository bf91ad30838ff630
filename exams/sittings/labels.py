"""The words for figures of a sitting, the same on every page."""

from flask_babel import format_decimal, ngettext

MINUTE = 60
EXACT = 5 * MINUTE
"""Below this, seconds are said too."""


def times(factor: int) -> str:
    """A time factor in per cent as people say it: 1.5, or 1,5 in Russian."""
    return str(format_decimal(factor / 100))


def span(seconds: int) -> str:
    """How long something lasted: 20 seconds, 3 minutes 20 seconds, 12 minutes."""
    minutes, rest = divmod(abs(seconds), MINUTE)
    parts = [ngettext("%(num)d minute", "%(num)d minutes", minutes)] if minutes else []
    if not minutes or (rest and abs(seconds) < EXACT):
        parts.append(ngettext("%(num)d second", "%(num)d seconds", rest))
    return " ".join(str(part) for part in parts)
