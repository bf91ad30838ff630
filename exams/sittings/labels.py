"""The words for figures of a sitting, the same on every page."""

from flask_babel import format_decimal


def times(factor: int) -> str:
    """A time factor in per cent as people say it: 1.5, or 1,5 in Russian."""
    return str(format_decimal(factor / 100))
