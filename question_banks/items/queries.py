"""Questions about the banks: what is in them, and what stood there before."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from lms.accounts.models import Person
from lms.kernel.db import db
from question_banks.items.models import (
    Bank,
    Domain,
    ExhibitVersion,
    Question,
    QuestionKey,
    QuestionVersion,
)
from question_banks.items.rules.content import Content, Exhibit, published_content

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to see of a bank; empty means everything."""

    words: str = ""
    domain: str = ""
    kind: str = ""
    difficulty: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version with its key and the names of the two who answer for it."""

    version: QuestionVersion
    content: Content
    author: str | None
    approver: str | None


@dataclass(frozen=True, slots=True)
class Stock:
    """How many questions a bank or a domain holds."""

    live: int = 0
    retired: int = 0
    by_difficulty: Counter[int] = field(default_factory=Counter)


def banks() -> list[Bank]:
    """Every bank with its domains, by key."""
    return list(
        db.session.scalars(
            select(Bank).order_by(Bank.key).options(selectinload(Bank.domains))
        )
    )


def bank(key: str) -> Bank:
    """One bank with its domains, or 404."""
    found: Bank = db.first_or_404(
        select(Bank).filter_by(key=key).options(selectinload(Bank.domains))
    )
    return found


def stock() -> dict[int, Stock]:
    """What each domain holds, by the domain's id: one query for all banks."""
    is_retired = Question.retired_at.is_not(None)
    counted = db.session.execute(
        select(
            QuestionVersion.domain_id,
            QuestionVersion.difficulty,
            is_retired,
            func.count(),
        )
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .group_by(QuestionVersion.domain_id, QuestionVersion.difficulty, is_retired)
    )
    found: dict[int, Stock] = defaultdict(Stock)
    for domain_id, difficulty, retired, number in counted:
        found[domain_id] = _with(found[domain_id], difficulty, retired, number)
    return found


def tally(bank: Bank) -> Stock:
    """What one bank holds in all."""
    held = stock()
    mine = [held[domain.id] for domain in bank.domains if domain.id in held]
    return Stock(sum(s.live for s in mine), sum(s.retired for s in mine))


def left_without(question: Question) -> int:
    """Live questions that remain in the domain when this one is retired."""
    version = question.current
    held = stock().get(version.domain_id) if version else None
    return max(held.live - 1, 0) if held else 0


def questions(bank: Bank, wanted: Filter, *, page: int) -> Pagination:
    """Published questions of a bank, by code; 404 for a page that is not there."""
    rows = (
        _published(bank, wanted)
        .order_by(Question.code)
        .options(joinedload(Question.current).joinedload(QuestionVersion.domain))
    )
    return db.paginate(rows, page=page, per_page=PAGE)


def question(bank_key: str, code: str) -> Question:
    """One published question with its bank and current version, or 404."""
    found: Question = db.first_or_404(
        select(Question)
        .join(Question.bank)
        .where(
            Bank.key == bank_key,
            Question.code == code,
            Question.current_version_id.is_not(None),
        )
        .options(joinedload(Question.bank), joinedload(Question.current))
    )
    return found


def versions(question: Question) -> list[VersionPage]:
    """Every version with its key and people, the newest first."""
    author, approver = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(QuestionVersion, QuestionKey, author.name, approver.name)
        .join(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
        .outerjoin(author, author.id == QuestionVersion.written_by_id)
        .outerjoin(approver, approver.id == QuestionVersion.approved_by_id)
        .where(QuestionVersion.question_id == question.id)
        .order_by(QuestionVersion.number.desc())
        .options(
            joinedload(QuestionVersion.domain), joinedload(QuestionVersion.exhibit)
        )
    )
    return [
        VersionPage(version, content_of(version, key), author_name, approver_name)
        for version, key, author_name, approver_name in rows
    ]


def contents(bank: Bank) -> list[tuple[Question, QuestionVersion, Content]]:
    """Every live question of a bank with its key, by domain and code."""
    rows = db.session.execute(
        select(Question, QuestionVersion, QuestionKey)
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .join(QuestionKey, QuestionKey.version_id == QuestionVersion.id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .where(Question.bank_id == bank.id, Question.retired_at.is_(None))
        .order_by(Domain.position, Question.code)
        .options(
            joinedload(QuestionVersion.domain), joinedload(QuestionVersion.exhibit)
        )
    )
    return [(q, version, content_of(version, key)) for q, version, key in rows]


def content_of(version: QuestionVersion, key: QuestionKey) -> Content:
    """A version as its author wrote it."""
    return published_content(
        version.prompt,
        version.options,
        key.right,
        key.rationale,
        key.source,
        body=version.body,
        expected=key.expected,
        scoring=version.scoring,
        points=version.points,
        exhibit=_exhibit(version.exhibit),
    )


def current_content(question: Question) -> Content:
    """The text that is live now; empty for a question without a version."""
    version = question.current
    if version is None:
        return Content()
    return content_of(version, db.session.get_one(QuestionKey, version.id))


def _exhibit(version: ExhibitVersion | None) -> Exhibit | None:
    return Exhibit(version.key, version.title, version.body) if version else None


def _with(old: Stock, difficulty: int, retired: bool, number: int) -> Stock:
    if retired:
        return Stock(old.live, old.retired + number, old.by_difficulty)
    by_difficulty = old.by_difficulty + Counter({difficulty: number})
    return Stock(old.live + number, old.retired, by_difficulty)


def _published(bank: Bank, wanted: Filter) -> Select[Question]:
    retired = Question.retired_at
    rows = (
        select(Question)
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .join(Domain, Domain.id == QuestionVersion.domain_id)
        .where(
            Question.bank_id == bank.id,
            retired.is_not(None) if wanted.retired else retired.is_(None),
        )
    )
    if wanted.domain:
        rows = rows.where(Domain.key == wanted.domain)
    if wanted.kind:
        rows = rows.where(QuestionVersion.kind == wanted.kind)
    if wanted.difficulty:
        rows = rows.where(QuestionVersion.difficulty == wanted.difficulty)
    if wanted.words:
        rows = rows.where(_says(wanted.words))
    return rows


def _says(words: str) -> Any:
    # SQLite ignores case in Latin letters only, so other cases are asked for too.
    spellings = {words, words.lower(), words.capitalize(), words.upper()}
    places: list[Any] = [
        QuestionVersion.prompt["en"].as_string(),
        QuestionVersion.prompt["ru"].as_string(),
        Question.code,
    ]
    return or_(
        *(p.icontains(s, autoescape=True) for p in places for s in sorted(spellings))
    )
