"""How far somebody has come in a course, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson as the list of its course shows it to one person."""

    key: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    topic: str
    minutes: int
    opened_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Progress:
    """`next` is None when everything is done, and in a course without lessons."""

    done: int
    total: int
    minutes_left: int
    next: Step | None

    @property
    def is_begun(self) -> bool:
        return self.done > 0 or (self.next is not None and bool(self.next.opened_at))

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.done == self.total

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def percent(self) -> int:
        """Whole and rounded down: 100 only when nothing is left."""
        return self.done * 100 // self.total if self.total else 0


def progress(steps: Sequence[Step]) -> Progress:
    """Count what is done; go on where the person stopped, else at the first gap."""
    open_steps = [step for step in steps if not step.is_done]
    return Progress(
        done=len(steps) - len(open_steps),
        total=len(steps),
        minutes_left=sum(step.minutes for step in open_steps),
        next=_last_opened(open_steps) or next(iter(open_steps), None),
    )


def neighbours(steps: Sequence[Step], key: str) -> tuple[Step | None, Step | None]:
    """The lessons before and after the one with this key, in the course's order."""
    place = [step.key for step in steps].index(key)
    before = steps[place - 1] if place else None
    after = steps[place + 1] if place + 1 < len(steps) else None
    return before, after


def onward(steps: Sequence[Step], key: str) -> Step | None:
    """Where to go after a lesson: the one behind it, else a gap that is left.

    None when the whole course is done.
    """
    state = progress(steps)
    return None if state.is_complete else neighbours(steps, key)[1] or state.next


def chapters(steps: Iterable[Step]) -> list[tuple[str, list[Step]]]:
    """Lessons that follow each other on one topic, under the topic's key."""
    return [(topic, list(run)) for topic, run in groupby(steps, lambda s: s.topic)]


def _last_opened(steps: Iterable[Step]) -> Step | None:
    opened = [(step.opened_at, step) for step in steps if step.opened_at is not None]
    return max(opened, key=lambda pair: pair[0])[1] if opened else None
