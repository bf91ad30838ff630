"""Taking questions in and giving them out."""

from collections.abc import Sequence
from datetime import datetime

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.i18n import words as _
from question_banks.interchange.errors import PlanChanged
from question_banks.interchange.rules.planning import Line
from question_banks.items.models import Bank
from question_banks.review.models import Draft
from question_banks.review.rules.typed import Typed
from question_banks.review.services import write_questions

MIDDLING = 2
"""Files do not say how hard a question is; its author does, in the editor."""


def make_drafts(
    bank: Bank, lines: Sequence[Line], *, expected: int, by: Actor, now: datetime
) -> list[Draft]:
    """A draft for every item that is taken: all of them or none.

    Raises PlanChanged when they are not as many as the preview promised.
    """
    taken = [line for line in lines if line.reason is None]
    if not taken or len(taken) != expected:
        raise PlanChanged(_("The bank has changed since the preview. Look again."))
    domains = {domain.key: domain.id for domain in bank.domains}
    typed = [
        Typed(line.code, domains[line.domain], line.kind, MIDDLING, line.content)
        for line in taken
    ]
    drafts = write_questions(bank, typed, by=by, now=now)
    audit.record(
        "question_banks.import.made",
        "bank",
        bank.id,
        by=by,
        now=now,
        after={"drafts": len(drafts), "left": len(lines) - len(drafts)},
    )
    return drafts


def note_export(
    bank: Bank, *, language: str, questions: int, by: Actor, now: datetime
) -> None:
    """Questions and keys leave the house: who took them, and how many."""
    audit.record(
        "question_banks.export.made",
        "bank",
        bank.id,
        by=by,
        now=now,
        after={"bank": bank.key, "language": language, "questions": questions},
    )
