"""A small real exam: a bank, its questions with keys, and the conditions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from exams.papers.models import Exam, ExamVersion
from exams.sittings import services
from exams.sittings.models import Attempt, PaperQuestion
from lms.accounts.models import Person
from lms.catalogue.models import Certification, CertificationVersion
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items.models import (
    Bank,
    Domain,
    Question,
    QuestionKey,
    QuestionVersion,
)
from tests.people import actor


def an_exam(
    key: str = "foundations",
    blueprint: Mapping[str, int] | None = None,
    *,
    has_practical: bool = False,
    broken: str = "",
    **fields: Any,
) -> ExamVersion:
    """An exam whose bank holds twice what its blueprint asks; questions of the
    domain `broken` have keys that nobody can mark by."""
    blueprint = dict(blueprint or {"core": 2, "pricing": 1})
    now = clock.now()
    with transaction():
        certification = Certification(key=key, position=1)
        bank = Bank(key=key, title={"en": key})
        db.session.add_all([certification, bank])
        db.session.flush()
        db.session.add(_certification_version(certification, has_practical, now))
        for position, (domain, number) in enumerate(blueprint.items()):
            row = Domain(
                bank=bank, key=domain, title={"en": domain.title()}, position=position
            )
            db.session.add(row)
            for n in range(number * 2):
                key_of_it = [] if domain == broken else ["b"]
                a_question(bank, row, f"{domain}-{n}", right=key_of_it)
        exam = Exam(key=key, certification=certification, bank=bank)
        version = ExamVersion(
            exam=exam,
            number=1,
            published_at=now,
            digest="",
            blueprint=blueprint,
            questions=sum(blueprint.values()),
            **{
                "seconds": 3600,
                "pass_mark": 80,
                "attempts_allowed": 3,
                "window_days": 365,
                "waits_days": [14, 60],
                **fields,
            },
        )
        db.session.add(version)
    return version


def a_question(
    bank: Bank,
    domain: Domain,
    code: str,
    *,
    right: Sequence[str] = ("b",),
    **fields: Any,
) -> QuestionVersion:
    """A single-choice question; 'b' is right."""
    now = clock.now()
    question = Question(bank=bank, code=code, created_at=now)
    db.session.add(question)
    db.session.flush()
    version = QuestionVersion(
        question_id=question.id,
        number=1,
        domain=domain,
        published_at=now,
        digest=code,
        **{
            "kind": "single",
            "difficulty": 1,
            "points": 1,
            "prompt": {"en": f"What of {code}?", "ru": f"Что о {code}?"},
            "options": [
                {"id": letter, "text": {"en": f"{code} {letter}"}} for letter in "abcd"
            ],
            **fields,
        },
    )
    db.session.add(version)
    db.session.flush()
    key = QuestionKey(
        version_id=version.id,
        right=list(right),
        rationale={"en": f"canary-rationale-{code}"},
        source="canary-source",
    )
    db.session.add(key)
    question.current_version_id = version.id
    return version


def started(person: Person, key: str = "foundations") -> Attempt:
    with transaction():
        begun = services.start(key, by=actor(person), now=clock.now())
    return db.session.get_one(Attempt, begun)


def tokens(attempt: Attempt, position: int, *options: str) -> list[str]:
    """The names that this attempt's browser knows these options by."""
    row = db.session.get_one(PaperQuestion, (attempt.id, position))
    names = dict(zip(row.order, row.tokens, strict=True))
    return [names[option] for option in options]


def right(attempt: Attempt, position: int) -> list[str]:
    """The tokens of the right options."""
    keys = db.session.scalar(
        select(QuestionKey.right)
        .join(PaperQuestion, PaperQuestion.version_id == QuestionKey.version_id)
        .where(
            PaperQuestion.attempt_id == attempt.id, PaperQuestion.position == position
        )
    )
    assert keys is not None
    return tokens(attempt, position, *keys)


def _certification_version(
    certification: Certification, has_practical: bool, now: Any
) -> Any:
    return CertificationVersion(
        certification_id=certification.id,
        number=1,
        title={"en": "Cloud Foundations", "ru": "Основы облака"},
        summary={"en": "The beginning"},
        description={"en": "The beginning"},
        track=certification.key,
        level="foundations",
        days_min=2,
        days_max=2,
        delivery={"en": "online"},
        topics=[],
        prerequisites=[],
        validity_months=24,
        has_exam=True,
        has_practical=has_practical,
        practical=None,
        assumptions=[],
        digest="",
        published_at=now,
    )
