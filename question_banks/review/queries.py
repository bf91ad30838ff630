"""Questions about drafts: who writes what, and what waits for a decision."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from flask import abort
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.catalogue.queries import programme
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import LANGUAGES
from question_banks.items.models import Bank, Question
from question_banks.items.queries import current_content
from question_banks.items.rules.content import Content
from question_banks.items.rules.differences import Difference, difference
from question_banks.review.models import Draft
from question_banks.review.rules.findings import Finding, findings

OPEN = ("writing", "review")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list, with its author's name."""

    draft: Draft
    author: str


def languages() -> list[str]:
    """The languages every question must be in: the programme's, else all of ours."""
    loaded = programme()
    wanted = loaded.languages if loaded else list(LANGUAGES)
    return [code for code in LANGUAGES if code in wanted] or list(LANGUAGES)


def open_drafts(bank: Bank) -> list[DraftLine]:
    """Everything that is written or reviewed in a bank, the newest change first."""
    return _lines(_drafts().where(Draft.bank_id == bank.id))


def own_drafts(person: Actor) -> list[DraftLine]:
    """What a person has in hand, in every bank."""
    return _lines(_drafts().where(Draft.author_id == person.id))


def awaiting_review() -> list[DraftLine]:
    """What waits for a decision, the longest wait first."""
    rows = _drafts().where(Draft.state == "review").order_by(None)
    return _lines(rows.order_by(Draft.changed_at, Draft.id))


def counts() -> dict[int, Counter[str]]:
    """Open drafts by bank and state: {bank id: {"writing": 3}}."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    counted = db.session.execute(
        select(Draft.bank_id, Draft.state, func.count())
        .where(Draft.state.in_(OPEN))
        .group_by(Draft.bank_id, Draft.state)
    )
    for bank_id, state, number in counted:
        found[bank_id][state] = number
    return found


def draft(draft_id: int) -> Draft:
    """One draft in whatever state, or 404."""
    found: Draft = db.first_or_404(
        select(Draft)
        .where(Draft.id == draft_id)
        .options(
            joinedload(Draft.bank), joinedload(Draft.domain), joinedload(Draft.question)
        )
    )
    return found


def draft_in_review(draft_id: int) -> Draft:
    """One draft that waits for a decision, or 404."""
    found = draft(draft_id)
    if found.state != "review":
        abort(404)
    return found


def open_draft_of(question: Question) -> Draft | None:
    return db.session.scalar(
        select(Draft).where(Draft.question_id == question.id, Draft.state.in_(OPEN))
    )


def codes_taken(bank: Bank) -> set[str]:
    """Codes of questions and open drafts of a bank, in capitals."""
    published = select(Question.code).filter_by(bank_id=bank.id)
    drafted = select(Draft.code).where(Draft.bank_id == bank.id, Draft.state.in_(OPEN))
    codes = db.session.scalars(published.union_all(drafted))
    return {code.upper() for code in codes}


def name_of(person_id: int) -> str:
    return db.session.get_one(Person, person_id).name


def content(draft: Draft) -> Content:
    return Content.from_json(draft.content)


def findings_of(draft: Draft) -> list[Finding]:
    return findings(content(draft), draft.kind, languages())


def against_published(draft: Draft) -> Difference:
    """What the draft changes; everything is new in a new question."""
    before = current_content(draft.question) if draft.question else Content()
    return difference(before, content(draft))


def _drafts() -> Select[Draft, str]:
    return (
        select(Draft, Person.name)
        .join(Person, Person.id == Draft.author_id)
        .where(Draft.state.in_(OPEN))
        .order_by(Draft.changed_at.desc(), Draft.id.desc())
        .options(joinedload(Draft.bank), joinedload(Draft.domain))
    )


def _lines(rows: Select[Draft, str]) -> list[DraftLine]:
    return [DraftLine(draft, name) for draft, name in db.session.execute(rows)]
