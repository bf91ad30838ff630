"""Hints about how an exam is sat. They never decide anything."""

from enum import StrEnum

MOST_SIGNALS = 200
"""Kept for one attempt: what comes after is more of the same."""

LONGEST_AGO = 24 * 60 * 60
"""Seconds; a browser that was offline may tell late, but not of last week."""


class Signal(StrEnum):
    FOCUS_LOST = "focus_lost"
    PASTE = "paste"
    SECOND_DEVICE = "second_device"
    LEFT_FULL_SCREEN = "left_full_screen"
