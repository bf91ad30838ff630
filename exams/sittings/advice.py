"""What a result says beyond its points: how each domain went, what to read."""

from collections.abc import Iterable
from dataclasses import dataclass

from exams.marking.rules.scoring import percent
from exams.sittings.results import AttemptResult, DomainResult
from exams.sittings.rules.strengths import Strength, strength
from lms.kernel.db import Text
from lms.learning import queries as learning
from lms.learning.rules.progress import Step


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain on the result page; `lessons` are those that teach it."""

    title: Text
    earned: int
    possible: int
    percent: int
    strength: Strength
    lessons: list[Step]


@dataclass(frozen=True, slots=True)
class Advice:
    domains: list[DomainLine]

    @property
    def lessons(self) -> list[Step]:
        """What is worth reading again: the lessons of the weak domains."""
        weak = [d for d in self.domains if d.strength is Strength.WEAK]
        return [lesson for domain in weak for lesson in domain.lessons]


def advice(result: AttemptResult, exam_key: str, person_id: int) -> Advice:
    """How the result reads, domain by domain, and which lessons help."""
    outline = learning.outline(exam_key, person_id)
    steps = outline.steps if outline else []
    return Advice([_line(d, result.pass_mark, steps) for d in result.by_domain])


def _line(domain: DomainResult, pass_mark: int, steps: Iterable[Step]) -> DomainLine:
    return DomainLine(
        title=domain.title,
        earned=domain.earned,
        possible=domain.possible,
        percent=percent(domain.earned, domain.possible),
        strength=strength(domain.earned, domain.possible, pass_mark=pass_mark),
        lessons=[step for step in steps if step.topic == domain.key],
    )
