"""What to read after a result."""

from dataclasses import dataclass

from exams.sittings.results import AttemptResult
from exams.sittings.rules.strengths import Strength
from lms.learning import queries as learning
from lms.learning.rules.progress import Step


@dataclass(frozen=True, slots=True)
class Advice:
    """The lessons of weak domains, and whether there is a course to go back to."""

    lessons: list[Step]
    has_course: bool


def advice(result: AttemptResult, certification: str, person_id: int) -> Advice:
    """What helps, as far as the result says which domains were weak."""
    outline = learning.outline(certification, person_id)
    if outline is None:
        return Advice([], has_course=False)
    weak = [domain.key for domain in result.domains if domain.band is Strength.WEAK]
    # Domain by domain, and in the course's order within each.
    lessons = [step for key in weak for step in outline.steps if step.topic == key]
    return Advice(lessons, has_course=True)
