"""A bank in miniature: questions, drafts and the people who answer for them."""

from typing import Any

from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.db import db, transaction
from question_banks.items.models import Bank, Question
from question_banks.items.queries import bank as bank_named
from question_banks.items.rules.content import Content, Option
from question_banks.items.services import ensure_bank, publish_version
from question_banks.review import decisions, services
from question_banks.review.models import Draft
from question_banks.review.rules.typed import Typed
from tests.people import a_person, actor

DOMAINS = [
    {"key": "pricing", "title": {"en": "Pricing", "ru": "Стоимость"}},
    {"key": "storage", "title": {"en": "Storage", "ru": "Хранение"}},
]
PROMPT = {
    "en": "Which class suits data that is read once a year?",
    "ru": "Какой класс подходит для данных, которые читают раз в год?",
}
OPTIONS = (
    Option({"en": "Archive", "ru": "Архивный"}, right=True),
    Option({"en": "Standard", "ru": "Стандартный"}),
    Option({"en": "Local disk", "ru": "Локальный диск"}),
)
RATIONALE = {"en": "Archive has the lowest price.", "ru": "Архивный дешевле всех."}


def a_bank(key: str = "foundations") -> Bank:
    with transaction():
        ensure_bank(key, {"en": "Foundations", "ru": "Основы"}, DOMAINS)
    return bank_named(key)


def a_content(**changed: Any) -> Content:
    """A text without findings."""
    words = {"prompt": PROMPT, "options": OPTIONS, "rationale": RATIONALE}
    return Content(**{**words, **changed})


def a_typed(bank: Bank, code: str = "F-1", **changed: Any) -> Typed:
    """What an author types for a question without findings."""
    words = {
        "code": code,
        "domain_id": bank.domains[0].id,
        "kind": "single",
        "difficulty": 2,
        "content": a_content(),
    }
    return Typed(**{**words, **changed})


def a_question(bank: Bank, code: str = "F-1", **changed: Any) -> Question:
    """A published question, as a programme folder brings it."""
    content = changed.pop("content", a_content())
    where = {"domain_id": bank.domains[0].id, "kind": "single", "difficulty": 2}
    with transaction():
        question = Question(bank_id=bank.id, code=code, created_at=clock.now())
        db.session.add(question)
        db.session.flush()
        publish_version(
            question,
            **{**where, **changed},
            content=content,
            written_by_id=None,
            approved_by_id=None,
            now=clock.now(),
        )
    return question


def an_author(name: str = "Irina Melnikova", *roles: Role) -> Person:
    return a_person(name, Role.AUTHOR, *roles)


def a_reviewer(name: str = "Oleg Reviewer", *roles: Role) -> Person:
    return a_person(name, Role.REVIEWER, *roles)


def a_draft(bank: Bank, author: Person, code: str = "F-9", **changed: Any) -> Draft:
    """A draft of a new question that is still being written."""
    with transaction():
        return services.write_question(
            bank, a_typed(bank, code, **changed), by=actor(author), now=clock.now()
        )


def a_next_draft(question: Question, author: Person, **changed: Any) -> Draft:
    """A draft of the next version; with changes it is saved once more."""
    by = actor(author)
    with transaction():
        draft = services.start_draft(question, by=by, now=clock.now())
    if changed:
        typed = a_typed(draft.bank, draft.code, begun_from=1, **changed)
        with transaction():
            services.save_draft(
                draft, typed, seen=draft.version, by=by, now=clock.now()
            )
    return draft


def sent(draft: Draft, author: Person) -> Draft:
    """The draft, waiting for a decision."""
    by = actor(author)
    with transaction():
        services.send_to_review(draft, seen=draft.version, by=by, now=clock.now())
    return draft


def approved(draft: Draft, reviewer: Person) -> Draft:
    """The draft, published."""
    by = actor(reviewer)
    with transaction():
        decisions.approve(draft, seen=draft.version, by=by, now=clock.now())
    return draft
