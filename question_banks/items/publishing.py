"""Publishing the questions a programme folder brings, without undoing people's work.

What authors changed here since the last loading stays, until the folder itself
changes that question. What never came from a folder is left alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.kernel.actor import Actor
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db
from lms.kernel.digests import digest_of
from question_banks.items.models import (
    Bank,
    Question,
    QuestionKey,
    QuestionVersion,
)
from question_banks.items.queries import content_of
from question_banks.items.rules.content import Content
from question_banks.items.services import ensure_exhibit, publish_version, retire

LEFT = "It is no longer in the programme folder."
"""The reason in the audit trail; by it a question that comes back is recognised."""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What a folder says of one question."""

    code: str
    domain: str
    kind: str
    difficulty: int
    content: Content

    @property
    def digest(self) -> str:
        return digest_of(
            [self.domain, self.kind, self.difficulty, self.content.as_json()]
        )


@dataclass(frozen=True, slots=True)
class PublishedQuestions:
    """What publishing did, by code."""

    added: list[str]
    changed: list[str]
    returned: list[str]
    retired: list[str]


def publish_questions(
    bank: Bank, texts: Sequence[QuestionText], *, by: Actor, now: datetime
) -> PublishedQuestions:
    """Make the bank hold these questions of the folder.

    A changed text becomes a new version; a question left out is retired; papers
    under way keep what they drew.
    """
    known = {
        q.code: q for q in db.session.scalars(select(Question).filter_by(bank=bank))
    }
    brought = _brought(bank)
    added, changed, returned = [], [], []
    for text in texts:
        question = known.get(text.code)
        if question is None:
            _publish(_new_question(bank, text.code, now), text, bank, now)
            added.append(text.code)
        elif brought.get(question.id) != text.digest:
            _publish(question, text, bank, now)
            changed.append(text.code)
        elif question.retired_at is not None and _has_left(question):
            question.retired_at = None
            returned.append(text.code)
    retired = _retire_others(known, brought, {t.code for t in texts}, by=by, now=now)
    return PublishedQuestions(added, changed, returned, retired)


def _publish(question: Question, text: QuestionText, bank: Bank, now: datetime) -> None:
    domains = {domain.key: domain.id for domain in bank.domains}
    content = text.content
    exhibit = (
        ensure_exhibit(bank, content.exhibit, now=now) if content.exhibit else None
    )
    publish_version(
        question,
        domain_id=domains[text.domain],
        kind=text.kind,
        difficulty=text.difficulty,
        content=content,
        exhibit_version_id=exhibit.id if exhibit else None,
        written_by_id=None,
        approved_by_id=None,
        now=now,
    )


def _new_question(bank: Bank, code: str, now: datetime) -> Question:
    question = Question(bank=bank, code=code, created_at=now)
    db.session.add(question)
    db.session.flush()
    return question


def _brought(bank: Bank) -> dict[int, str]:
    """The digest of the text a folder last brought, by question."""
    newest = (
        select(func.max(QuestionVersion.id))
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.bank_id == bank.id, QuestionVersion.written_by_id.is_(None))
        .group_by(QuestionVersion.question_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(QuestionVersion, QuestionKey)
        .join(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
        .where(QuestionVersion.id.in_(newest))
        .options(joinedload(QuestionVersion.exhibit))
    )
    domains = {domain.id: domain.key for domain in bank.domains}
    return {
        version.question_id: QuestionText(
            code="",
            domain=domains[version.domain_id],
            kind=version.kind,
            difficulty=version.difficulty,
            content=content_of(version, key),
        ).digest
        for version, key in rows
    }


def _has_left(question: Question) -> bool:
    """It was a loading that retired it, not a person with a reason."""
    last = db.session.scalar(
        select(AuditEvent)
        .filter_by(
            subject_kind="question",
            subject_id=str(question.id),
            action="question_banks.question.retired",
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return last is not None and (last.after or {}).get("reason") == LEFT


def _retire_others(
    known: dict[str, Question],
    brought: dict[int, str],
    staying: Collection[str],
    *,
    by: Actor,
    now: datetime,
) -> list[str]:
    leaving = [
        question
        for code, question in known.items()
        if code not in staying
        and question.id in brought
        and question.retired_at is None
    ]
    for question in leaving:
        retire(question, LEFT, by=by, now=now)
    return [question.code for question in leaving]
