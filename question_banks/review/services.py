"""What an author can do with a draft. Decisions are in decisions.py."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from question_banks.items.models import Bank, Question
from question_banks.items.queries import current_content
from question_banks.items.rules.kinds import CHOICES
from question_banks.review import queries
from question_banks.review.errors import (
    AlreadyDrafted,
    CodeTaken,
    NothingNew,
    NotOpen,
    NotReady,
    NotYours,
    Overtaken,
    WrittenInFolder,
)
from question_banks.review.models import Draft
from question_banks.review.rules.findings import stopping
from question_banks.review.rules.typed import Typed


def write_question(bank: Bank, typed: Typed, *, by: Actor, now: datetime) -> Draft:
    """A draft of a question that was never published. Raises CodeTaken."""
    return write_questions(bank, [typed], by=by, now=now)[0]


def write_questions(
    bank: Bank, wanted: Sequence[Typed], *, by: Actor, now: datetime
) -> list[Draft]:
    """Drafts of new questions: all of them or, when a code is taken, none."""
    hold(bank)
    taken = queries.codes_taken(bank)
    for typed in wanted:
        if typed.code.upper() in taken:
            raise _code_taken(typed.code)
        taken.add(typed.code.upper())
    drafts = [
        Draft(bank_id=bank.id, state="writing", author_id=by.id) for _typed in wanted
    ]
    for draft, typed in zip(drafts, wanted, strict=True):
        _put(draft, typed, now=now)
    db.session.add_all(drafts)
    db.session.flush()
    for draft in drafts:
        _note("begun", draft, by=by, now=now)
    return drafts


def start_draft(question: Question, *, by: Actor, now: datetime) -> Draft:
    """The next version, begun from the published one.

    Raises AlreadyDrafted, WrittenInFolder.
    """
    if question.current and question.current.kind not in CHOICES:
        raise WrittenInFolder(
            _("Questions of this kind are written in the programme folder.")
        )
    hold(question.bank)
    if queries.open_draft_of(question) is not None:
        raise AlreadyDrafted(
            _("Question %(code)s has an open draft already.", code=question.code)
        )
    draft = Draft(
        bank_id=question.bank_id,
        question=question,
        state="writing",
        author_id=by.id,
    )
    _put(draft, as_published(question), now=now)
    db.session.add(draft)
    db.session.flush()
    _note("begun", draft, by=by, now=now)
    return draft


def save_draft(
    draft: Draft, typed: Typed, *, seen: int, by: Actor, now: datetime
) -> None:
    """Keep what the author typed; `seen` is the version the author started from.

    Raises NotYours, NotOpen when it is in review, Overtaken, CodeTaken.
    """
    _check_author(draft, by)
    _check_state(draft, "writing")
    check_seen(draft, seen)
    hold(draft.bank)
    others = queries.codes_taken(draft.bank) - {draft.code.upper()}
    if draft.question is None and typed.code.upper() in others:
        raise _code_taken(typed.code)
    _put(draft, typed, now=now)
    db.session.flush()
    _note("saved", draft, by=by, now=now)


def send_to_review(draft: Draft, *, seen: int, by: Actor, now: datetime) -> None:
    """From now on the draft does not change until somebody decides.

    Raises NotYours, NotOpen, Overtaken, NotReady, NothingNew.
    """
    _check_author(draft, by)
    _check_state(draft, "writing")
    check_seen(draft, seen)
    if stopping(queries.findings_of(draft)):
        raise NotReady(_("The findings in red must be dealt with first."))
    if draft.question is not None and says_the_same(draft, draft.question):
        raise NothingNew(_("The draft says exactly what is published."))
    draft.state, draft.note, draft.changed_at = "review", "", now
    db.session.flush()
    _note("sent", draft, by=by, now=now)


def withdraw(draft: Draft, *, by: Actor, now: datetime) -> None:
    """Take a draft back from review, to go on writing. Raises NotYours, NotOpen."""
    _check_author(draft, by)
    _check_state(draft, "review")
    draft.state, draft.changed_at = "writing", now
    db.session.flush()
    _note("withdrawn", draft, by=by, now=now)


def drop(draft: Draft, *, seen: int, by: Actor, now: datetime) -> None:
    """The draft is not wanted any more; its row stays. Raises NotYours, Overtaken."""
    _check_author(draft, by)
    _check_state(draft, "writing")
    check_seen(draft, seen)
    draft.state, draft.changed_at = "dropped", now
    db.session.flush()
    _note("dropped", draft, by=by, now=now)


def as_published(question: Question) -> Typed:
    """The live version as an author would have typed it."""
    version = question.current
    if version is None:
        raise ValueError("a question without a version has nothing to begin from")
    return Typed(
        code=question.code,
        domain_id=version.domain_id,
        kind=version.kind,
        difficulty=version.difficulty,
        content=current_content(question),
        begun_from=version.number,
    )


def says_the_same(draft: Draft, question: Question) -> bool:
    """The draft would publish nothing new; a retired question comes back by it."""
    live = as_published(question)
    placed = (draft.domain_id, draft.kind, draft.difficulty)
    return (
        question.retired_at is None
        and placed == (live.domain_id, live.kind, live.difficulty)
        and queries.content(draft) == live.content
    )


def check_seen(draft: Draft, seen: int) -> None:
    """Raises Overtaken unless the draft still is what the person looked at."""
    if draft.version != seen:
        raise Overtaken(_("The draft was changed after you opened it. Look again."))


def hold(bank: Bank) -> None:
    """One writer of codes at a time in a bank, until the transaction ends."""
    db.session.execute(select(Bank.id).filter_by(id=bank.id).with_for_update())


def _check_author(draft: Draft, by: Actor) -> None:
    if draft.author_id != by.person_id:
        raise NotYours(
            _("%(name)s writes this draft.", name=queries.name_of(draft.author_id))
        )


def _check_state(draft: Draft, wanted: str) -> None:
    if draft.state != wanted:
        raise NotOpen(
            _("The draft is in review; withdraw it to go on writing.")
            if draft.state == "review"
            else _("The draft is not in review any more.")
        )


def _code_taken(code: str) -> CodeTaken:
    return CodeTaken(_("%(code)s is the code of another question.", code=code))


def _put(draft: Draft, typed: Typed, *, now: datetime) -> None:
    draft.code = draft.question.code if draft.question else typed.code
    draft.domain_id, draft.kind = typed.domain_id, typed.kind
    draft.difficulty, draft.changed_at = typed.difficulty, now
    content = typed.content
    if draft.content:
        content = content.with_rest_of(queries.content(draft))
    draft.content = {**content.as_json(), "begun_from": typed.begun_from}


def _note(deed: str, draft: Draft, *, by: Actor, now: datetime) -> None:
    audit.record(
        f"question_banks.draft.{deed}",
        "draft",
        draft.id,
        by=by,
        now=now,
        after={"code": draft.code, "state": draft.state},
    )
