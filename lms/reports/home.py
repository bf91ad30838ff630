"""The home page put together: one part for each thing a person is here to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lms.kernel.actor import Actor
from lms.kernel.permissions import Permission
from lms.reports.home_company import company
from lms.reports.home_learner import Learner, learner
from lms.reports.home_programme import administration, programme, trail
from lms.reports.home_work import author, grader, reviewer


class Part(Protocol):
    """What one template shows; its macros are `lead` and `body`."""

    @property
    def template(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Home:
    """The first part gives the page its sentence and its one primary button."""

    parts: list[Any]

    @property
    def learner(self) -> Learner | None:
        return next((part for part in self.parts if isinstance(part, Learner)), None)


def home(actor: Actor, *, now: datetime) -> Home:
    """The parts that a person's permissions call for, in a fixed order."""
    makers = [make for wanted, make in PARTS if actor.may(wanted)]
    if actor.may(Permission.MANAGE_PEOPLE):
        makers.remove(trail)
    return Home([make(actor, now=now) for make in makers or [learner]])


PARTS: tuple[tuple[Permission, Callable[..., Part]], ...] = (
    (Permission.SIT_EXAMS, learner),
    (Permission.MANAGE_TEAM, company),
    (Permission.GRADE_PRACTICALS, grader),
    (Permission.REVIEW_QUESTIONS, reviewer),
    (Permission.WRITE_QUESTIONS, author),
    (Permission.SEE_AUDIT, trail),
    (Permission.SEE_PROGRAMME, programme),
    (Permission.MANAGE_PEOPLE, administration),
)
"""Work that somebody waits for stands before figures that only inform. An
administrator sees what is stuck instead of the trail."""
