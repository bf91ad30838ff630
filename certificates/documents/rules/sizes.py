"""The papers a certificate is printed on, and where things stand on them."""

from dataclasses import dataclass
from enum import StrEnum


class PaperSize(StrEnum):
    """Both lie across."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Measures:
    """Millimetres. `band`: the width of the band at the left; `left`: where the
    words begin; `rule`, `facts`, `foot`: how far from the top the short rule, the
    dates and the signatures stand."""

    width: float
    height: float
    band: float
    left: float
    rule: float
    facts: float
    foot: float

    @property
    def words(self) -> float:
        """The width there is for words."""
        return self.width - self.left - 19


MEASURES = {
    PaperSize.A4: Measures(297, 210, 62, 82, 78, 139, 164),
    PaperSize.LETTER: Measures(279.4, 215.9, 58, 77, 80, 143, 169),
}
