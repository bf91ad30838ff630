"""How what happened in an attempt is said, in words and not in codes."""

from typing import Any

from flask_babel import format_decimal

from exams.invigilation.rules.signals import Signal
from lms.kernel.i18n import words as _

SIGNALS = {
    Signal.FOCUS_LOST: _("The exam's window was left"),
    Signal.PASTE: _("Something was pasted"),
    Signal.SECOND_DEVICE: _("The exam was continued in another window"),
    Signal.LEFT_FULL_SCREEN: _("Full screen was left"),
}

INNOCENT = {
    Signal.FOCUS_LOST: _(
        "A notice of the system, a call that rang, a screen reader, a second "
        "monitor, or the line being set up again does the same."
    ),
    Signal.PASTE: _(
        "Spelling and dictation tools paste, and so does who moves a sentence of "
        "their own."
    ),
    Signal.SECOND_DEVICE: _(
        "A computer that failed, a browser that was started again, or a second tab "
        "does the same; the exam offers it."
    ),
    Signal.LEFT_FULL_SCREEN: _(
        "One key leaves full screen, and some assistive tools need it to be left."
    ),
}

TIME_EVENTS = {
    "extension": _("Extra time: %(minutes)s min"),
    "outage": _("Our own outage was credited: %(minutes)s min"),
    "pause": _("The clock was stopped"),
    "resume": _("The clock ran on"),
    "painted": _("Loading the first page was given back: %(seconds)s s"),
    "accommodation": _("The time was changed by an accommodation: %(minutes)s min"),
    "reopened": _("The attempt was opened again: %(minutes)s min"),
}

PRIVATE = _("The time was changed: %(minutes)s min")
"""How an accommodation is called to who need not know of one."""

ENDS = {
    "handed_in": _("Handed in"),
    "time_up": _("Time ran out"),
    "stopped": _("Ended by staff"),
}


def time_event(kind: str, seconds: int, *, may_know: bool) -> Any:
    """What a row of the attempt's time says; minutes as people count them."""
    words = PRIVATE if kind == "accommodation" and not may_know else TIME_EVENTS[kind]
    minutes = format_decimal(seconds / 60, format="0.#")
    return str(words) % {"minutes": minutes, "seconds": seconds}
