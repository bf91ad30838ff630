"""What can be done with banks: open one, publish a version, retire a question."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import Text, db
from lms.kernel.digests import digest_of
from lms.kernel.i18n import words as _
from question_banks.items.errors import AlreadyRetired
from question_banks.items.models import (
    Bank,
    Domain,
    ExhibitVersion,
    Question,
    QuestionKey,
    QuestionVersion,
)
from question_banks.items.rules.content import Content, Exhibit
from question_banks.items.rules.kinds import scoring_of


def ensure_bank(key: str, title: Text, domains: Iterable[Mapping[str, Any]]) -> Bank:
    """The bank with these domains ({"key", "title"}), in this order.

    A domain that is left out stays: published questions belong to it.
    """
    bank = db.session.scalar(select(Bank).filter_by(key=key)) or Bank(key=key)
    bank.title = title
    known = {domain.key: domain for domain in bank.domains}
    for position, wanted in enumerate(domains):
        domain = known.get(wanted["key"]) or Domain(bank=bank, key=wanted["key"])
        domain.title, domain.position = wanted["title"], position
    db.session.add(bank)
    db.session.flush()
    return bank


def publish_version(
    question: Question,
    *,
    domain_id: int,
    kind: str,
    difficulty: int,
    content: Content,
    written_by_id: int | None,
    approved_by_id: int | None,
    now: datetime,
    exhibit_version_id: int | None = None,
) -> QuestionVersion:
    """Add the next version; what is shown and what is right are kept apart."""
    version = QuestionVersion(
        question_id=question.id,
        domain_id=domain_id,
        kind=kind,
        difficulty=difficulty,
        points=content.points,
        scoring=scoring_of(content.scoring, kind),
        prompt=dict(content.prompt),
        options=content.lettered(),
        body=dict(content.body),
        exhibit_version_id=exhibit_version_id,
        published_at=now,
        written_by_id=written_by_id,
        approved_by_id=approved_by_id,
    )
    return _made_current(question, version, _key_of(content))


def ensure_exhibit(bank: Bank, exhibit: Exhibit, *, now: datetime) -> ExhibitVersion:
    """The version of an exhibit that says this: the newest one, or a new one."""
    digest = digest_of(exhibit.as_json())
    newest = db.session.scalar(
        select(ExhibitVersion)
        .filter_by(bank_id=bank.id, key=exhibit.key)
        .order_by(ExhibitVersion.number.desc())
        .limit(1)
    )
    if newest is not None and newest.digest == digest:
        return newest
    version = ExhibitVersion(
        bank_id=bank.id,
        key=exhibit.key,
        number=newest.number + 1 if newest else 1,
        title=dict(exhibit.title),
        body=dict(exhibit.body),
        digest=digest,
        published_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return version


def retire(question: Question, reason: str, *, by: Actor, now: datetime) -> None:
    """No new paper draws it; papers under way keep it. A new version brings it back.

    Raises AlreadyRetired.
    """
    if question.retired_at is not None:
        raise AlreadyRetired(
            _("Question %(code)s is retired already.", code=question.code)
        )
    question.retired_at = now
    audit.record(
        "question_banks.question.retired",
        "question",
        question.id,
        by=by,
        now=now,
        after={"code": question.code, "reason": reason},
    )


def _key_of(content: Content) -> QuestionKey:
    return QuestionKey(
        right=content.key(),
        expected=dict(content.expected),
        rationale=dict(content.rationale),
        source=content.source,
    )


def _made_current(
    question: Question, version: QuestionVersion, key: QuestionKey
) -> QuestionVersion:
    """New papers draw this version from now on; papers under way keep theirs."""
    version.number = _next_number(question)
    version.digest = digest_of(
        [
            *(version.domain_id, version.kind, version.difficulty),
            *(version.prompt, version.options),
            *(version.body, version.scoring, version.points),
            version.exhibit_version_id,
            *(key.right, key.expected, key.rationale, key.source),
        ]
    )
    db.session.add(version)
    db.session.flush()
    key.version_id = version.id
    db.session.add(key)
    question.current, question.retired_at = version, None
    db.session.flush()
    return version


def _next_number(question: Question) -> int:
    # Held until the end of the transaction: two publishers get two numbers.
    db.session.execute(select(Question.id).filter_by(id=question.id).with_for_update())
    newest = db.session.scalar(
        select(func.max(QuestionVersion.number)).filter_by(question_id=question.id)
    )
    return (newest or 0) + 1
