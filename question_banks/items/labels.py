"""The words for kinds and difficulties, the same on every page."""

from typing import Any

from lms.kernel.i18n import words as _

KINDS: dict[str, Any] = {
    "single": _("One answer"),
    "multiple": _("Several answers"),
    "true_false": _("True or false"),
    "matching": _("Matching"),
    "ordering": _("Ordering"),
    "numeric": _("A number"),
    "text": _("Short text"),
    "cloze": _("Gaps in a text"),
    "hotspot": _("Place on a picture"),
}
WRITTEN_HERE = {kind: KINDS[kind] for kind in ("single", "multiple", "true_false")}
"""Kinds the editor offers; the others are written in the programme folder."""

SCORINGS: dict[str, Any] = {
    "all": _("All points or none"),
    "partial": _("Points for parts"),
}
DIFFICULTIES: dict[int, Any] = {1: _("Easy"), 2: _("Medium"), 3: _("Hard")}


def kind_words(kind: str) -> str:
    return str(KINDS[kind])


def scoring_words(scoring: str) -> str:
    return str(SCORINGS[scoring])


def difficulty_words(difficulty: int) -> str:
    return str(DIFFICULTIES[difficulty])
