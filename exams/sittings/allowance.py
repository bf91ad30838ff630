"""How long somebody may sit, and when it ends: time factor and window together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exams.papers.models import ExamVersion
from exams.schedule.rules import ends
from exams.schedule.rules.entry import Window
from exams.sittings.rules import timing


@dataclass(frozen=True, slots=True)
class Allowance:
    """The person's time in per cent of the exam's, and the window a start is in."""

    factor: int = timing.USUAL
    window: Window | None = None

    @property
    def hard_end(self) -> datetime | None:
        return self.window.ends_at if self.window else None

    def time(self, version: ExamVersion) -> timedelta:
        """All the time this person has, if no window cuts it."""
        return timing.allowed(version.seconds, factor=self.factor)

    def deadline(self, version: ExamVersion, start: datetime) -> datetime:
        return ends.deadline(start, self.time(version), self.hard_end)

    def is_cut(self, version: ExamVersion, start: datetime) -> bool:
        """Does the window's hard end take time from who starts then?"""
        return self.deadline(version, start) < start + self.time(version)
