"""The words for kinds and difficulties, the same on every page."""

from typing import Any

from lms.kernel.i18n import words as _

KINDS: dict[str, Any] = {"single": _("One answer"), "multiple": _("Several answers")}
DIFFICULTIES: dict[int, Any] = {1: _("Easy"), 2: _("Medium"), 3: _("Hard")}


def kind_words(kind: str) -> str:
    return str(KINDS[kind])


def difficulty_words(difficulty: int) -> str:
    return str(DIFFICULTIES[difficulty])
