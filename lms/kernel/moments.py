"""Times as programs read them."""

from datetime import datetime


def iso(at: datetime | None) -> str | None:
    """2026-11-22T14:05:09.123456Z; None stays None."""
    return at.isoformat().replace("+00:00", "Z") if at else None
