"""What waits for those who write, review and mark: a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from exams.practicals import queries as practicals
from exams.sittings.models import Attempt
from lms.catalogue import queries as catalogue
from lms.kernel.actor import Actor
from lms.kernel.db import Text, db
from question_banks.review import queries as review
from question_banks.review.queries import DraftLine

SHOWN = 5
"""The page names the first ones; the rest stand behind "all of them"."""


@dataclass(frozen=True, slots=True)
class Author:
    """The person's own drafts; a returned one carries its reviewer's note."""

    drafts: list[DraftLine]

    template = "reports/home/author.html"

    @property
    def returned(self) -> list[DraftLine]:
        return [line for line in self.writing if line.draft.note]

    @property
    def writing(self) -> list[DraftLine]:
        """What waits for the author: returned drafts first."""
        mine = [line for line in self.drafts if line.draft.state == "writing"]
        return sorted(mine, key=lambda line: not line.draft.note)

    @property
    def in_review(self) -> int:
        return len(self.drafts) - len(self.writing)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Drafts of others, the longest wait first."""

    waiting: list[DraftLine]

    template = "reports/home/reviewer.html"


@dataclass(frozen=True, slots=True)
class Grader:
    """People who passed an exam and still need its practical; `titles` by id."""

    waiting: list[Attempt]
    total: int
    titles: Mapping[int, Text]

    template = "reports/home/grader.html"


def author(actor: Actor, *, now: datetime) -> Author:
    return Author(review.own_drafts(actor))


def reviewer(actor: Actor, *, now: datetime) -> Reviewer:
    """Nobody decides on their own draft, so theirs do not wait for them."""
    lines = review.awaiting_review()
    return Reviewer([line for line in lines if line.draft.author_id != actor.id])


def grader(actor: Actor, *, now: datetime) -> Grader:
    offered = [v.certification_id for v in practicals.practicals_on_offer()]
    found = db.paginate(practicals.waiting(offered), page=1, per_page=SHOWN)
    return Grader(
        waiting=found.items, total=found.total or 0, titles=catalogue.titles()
    )
