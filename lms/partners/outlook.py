"""The year ahead on the scorecard page: what ends when, and its drawing."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.partners.queries import Standing
from lms.partners.rules.forecast import Step, fall, forecast
from lms.partners.rules.policy import LineType, Tier

HORIZON = timedelta(days=365)
LEFT, RIGHT, TOP, BOTTOM = 36, 612, 16, 200
NARROW = 20
"""Labels closer than this many units of the drawing would touch."""
WIDE = 165
"""A date at an end of the axis and half of one beside it, with air between."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Without action: the steps of a year, the first being today."""

    steps: list[Step]
    until: date

    @property
    def tier(self) -> Tier | None:
        return self.steps[0].tier

    @property
    def changes(self) -> list[Step]:
        return self.steps[1:]

    @property
    def matters(self) -> bool:
        """Who has nothing yet has nothing to lose."""
        return self.tier is not None or bool(self.changes)

    @property
    def fall(self) -> Step | None:
        return fall(self.steps)

    @property
    def goal(self) -> int | None:
        """The certifications that today's tier asks for."""
        asked = self.tier.requires if self.tier else ()
        plain = (
            line.need
            for line in asked
            if line.type is LineType.CERTIFICATIONS and not line.certifications
        )
        return next(plain, None)

    @property
    def chart(self) -> "Chart":
        return Chart(self.steps, self.goal, self.until)


@dataclass(frozen=True, slots=True)
class Chart:
    """A step line of certifications over days, in whole units of its drawing."""

    steps: list[Step]
    goal: int | None
    until: date

    @property
    def path(self) -> str:
        first, *rest = self.steps
        moves = [f"H{self.x(step.day)}V{self.y(step.have)}" for step in rest]
        return f"M{LEFT} {self.y(first.have)}{''.join(moves)}H{RIGHT}"

    @property
    def highest(self) -> int:
        return max(self._values()) + 1

    @property
    def lowest(self) -> int:
        return max(0, min(self._values()) - 1)

    @property
    def goal_label(self) -> int | None:
        """Above the goal's line, or under it where the steps end close above."""
        if self.goal is None:
            return None
        line, last = self.y(self.goal), self.y(self.steps[-1].have)
        return line + NARROW - 4 if line - NARROW - 4 < last < line else line - 7

    def marked_label(self, day: date) -> int:
        """Under its day, but clear of the labels at both ends."""
        return min(max(self.x(day), LEFT + WIDE), RIGHT - WIDE)

    def x(self, day: date) -> int:
        span = (self.until - self.steps[0].day).days
        return LEFT + (day - self.steps[0].day).days * (RIGHT - LEFT) // span

    def y(self, value: int) -> int:
        span = self.highest - self.lowest
        return BOTTOM - (value - self.lowest) * (BOTTOM - TOP) // span

    def _values(self) -> list[int]:
        values = [step.have for step in self.steps]
        return values if self.goal is None else [*values, self.goal]


def outlook(standing: Standing) -> Outlook:
    """What becomes of a partner within a year if nobody does anything."""
    scorecard = standing.scorecard
    on, until = scorecard.on, scorecard.on + HORIZON
    steps = forecast(scorecard.policy, standing.facts, scorecard.partner_id, on, until)
    return Outlook(steps, until)
