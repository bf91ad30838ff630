"""What a reviewer can decide about somebody else's draft."""

from datetime import datetime

from sqlalchemy import select

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from question_banks.items.models import Question, QuestionVersion
from question_banks.items.services import publish_version
from question_banks.review import queries
from question_banks.review.errors import (
    CodeTaken,
    NotOpen,
    NotReady,
    Overtaken,
    OwnDraft,
)
from question_banks.review.models import Draft
from question_banks.review.rules.findings import stopping
from question_banks.review.services import check_seen


def approve(draft: Draft, *, seen: int, by: Actor, now: datetime) -> QuestionVersion:
    """Publish the draft as the question's next version.

    Raises OwnDraft, NotOpen, Overtaken (also when another version was published
    since the draft was begun), NotReady, CodeTaken.
    """
    _check(draft, seen=seen, by=by)
    _check_base(draft)
    if stopping(queries.findings_of(draft)):
        raise NotReady(_("The findings in red must be dealt with first."))
    # First, so that of two reviewers at once the second one is told.
    draft.state, draft.reviewer_id, draft.changed_at = "published", by.id, now
    db.session.flush()
    question = draft.question or _open_question(draft, now=now)
    version = _publish(draft, question, by=by, now=now)
    draft.question = question
    db.session.flush()
    audit.record(
        "question_banks.question.published",
        "question",
        question.id,
        by=by,
        now=now,
        after={"code": question.code, "version": version.number, "draft": draft.id},
    )
    return version


def send_back(draft: Draft, note: str, *, seen: int, by: Actor, now: datetime) -> None:
    """Return the draft to its author with a note. Raises as `approve` does."""
    _check(draft, seen=seen, by=by)
    draft.state, draft.note, draft.changed_at = "writing", note, now
    draft.reviewer_id = by.id
    db.session.flush()
    audit.record(
        "question_banks.draft.returned",
        "draft",
        draft.id,
        by=by,
        now=now,
        after={"code": draft.code, "note": note},
    )


def _check(draft: Draft, *, seen: int, by: Actor) -> None:
    if draft.author_id == by.person_id:
        raise OwnDraft(_("You wrote this draft, so somebody else decides on it."))
    if draft.state != "review":
        raise NotOpen(_("The draft is not in review any more."))
    check_seen(draft, seen)


def _check_base(draft: Draft) -> None:
    live = draft.question.current if draft.question else None
    if live is not None and live.number != draft.content.get("begun_from"):
        raise Overtaken(
            _(
                "Version %(number)s was published after this draft was begun. "
                "Return the draft, so that its author can compare.",
                number=live.number,
            )
        )


def _open_question(draft: Draft, *, now: datetime) -> Question:
    if db.session.scalar(
        select(Question.id).filter_by(bank_id=draft.bank_id, code=draft.code)
    ):
        raise CodeTaken(_("%(code)s is the code of another question.", code=draft.code))
    question = Question(bank_id=draft.bank_id, code=draft.code, created_at=now)
    db.session.add(question)
    db.session.flush()
    return question


def _publish(
    draft: Draft, question: Question, *, by: Actor, now: datetime
) -> QuestionVersion:
    # An exhibit is written in the folder: the new version keeps the one before it.
    live = question.current
    return publish_version(
        question,
        domain_id=draft.domain_id,
        kind=draft.kind,
        difficulty=draft.difficulty,
        content=queries.content(draft),
        exhibit_version_id=live.exhibit_version_id if live else None,
        written_by_id=draft.author_id,
        approved_by_id=by.id,
        now=now,
    )
