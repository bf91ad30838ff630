"""From a draft to a published version, by two people."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.audit import AuditEvent
from lms.kernel.db import db, transaction
from question_banks.items import queries as items
from question_banks.items.errors import AlreadyRetired
from question_banks.items.models import Question, QuestionKey, QuestionVersion
from question_banks.items.services import retire
from question_banks.review import decisions, services
from question_banks.review.errors import (
    AlreadyDrafted,
    CodeTaken,
    NothingNew,
    NotOpen,
    NotReady,
    NotYours,
    Overtaken,
    OwnDraft,
)
from question_banks.review.models import Draft
from tests.people import actor
from tests.question_banks.factories import (
    OPTIONS,
    PROMPT,
    a_bank,
    a_content,
    a_draft,
    a_next_draft,
    a_question,
    a_reviewer,
    a_typed,
    an_author,
    approved,
    sent,
)

NEW = {"en": "Which class is cheapest to keep?", "ru": "Какой класс дешевле хранить?"}


def deed(service, *arguments, by, **more):
    with transaction():
        return service(*arguments, by=actor(by), now=clock.now(), **more)


def numbers(question):
    return [row.version.number for row in items.versions(question)]


def test_an_approved_draft_becomes_the_next_version(app):
    question, author, reviewer = a_question(a_bank()), an_author(), a_reviewer()
    draft = sent(a_next_draft(question, author, content=a_content(prompt=NEW)), author)

    version = deed(decisions.approve, draft, seen=draft.version, by=reviewer)

    assert (version.number, version.prompt) == (2, NEW)
    assert (version.written_by_id, version.approved_by_id) == (author.id, reviewer.id)
    assert question.current_version_id == version.id
    assert (draft.state, numbers(question)) == ("published", [2, 1])


def test_the_version_before_stays_word_for_word_with_its_key(app):
    question, author = a_question(a_bank()), an_author()
    first = question.current
    moved = (
        OPTIONS[1],
        *(o for o in OPTIONS if o is not OPTIONS[1]),
    )
    content = a_content(prompt=NEW, options=moved)
    approved(
        sent(a_next_draft(question, author, content=content), author), a_reviewer()
    )

    kept = db.session.get_one(QuestionVersion, first.id, populate_existing=True)

    assert (kept.number, kept.prompt) == (1, PROMPT)
    assert db.session.get_one(QuestionKey, first.id).right == ["a"]
    assert db.session.get_one(QuestionKey, question.current_version_id).right == ["b"]


def test_a_new_question_exists_only_when_somebody_else_agreed(app):
    bank, author = a_bank(), an_author()
    draft = sent(a_draft(bank, author, "F-7"), author)
    before = db.session.scalars(select(Question.code)).all()

    approved(draft, a_reviewer())

    assert (before, db.session.scalars(select(Question.code)).all()) == ([], ["F-7"])


def test_an_author_who_is_a_reviewer_too_cannot_approve_their_own(app):
    both = an_author("Both Roles", Role.REVIEWER)
    draft = sent(a_draft(a_bank(), both), both)

    with pytest.raises(OwnDraft):
        deed(decisions.approve, draft, seen=draft.version, by=both)

    assert (draft.state, db.session.scalars(select(Question)).all()) == ("review", [])


def test_an_author_cannot_return_their_own(app):
    both = an_author("Both Roles", Role.REVIEWER)
    draft = sent(a_draft(a_bank(), both), both)

    with pytest.raises(OwnDraft):
        deed(decisions.send_back, draft, "No", seen=draft.version, by=both)


def test_the_database_itself_refuses_one_pair_of_eyes(app):
    author = an_author()
    draft = a_draft(a_bank(), author)

    with pytest.raises(IntegrityError, match="two_persons"), transaction():
        db.session.execute(
            update(Draft).where(Draft.id == draft.id).values(reviewer_id=author.id)
        )


def test_a_reviewer_decides_on_the_text_they_saw(app):
    author, reviewer = an_author(), a_reviewer()
    draft = sent(a_draft(a_bank(), author), author)
    seen = draft.version
    deed(services.withdraw, draft, by=author)
    changed = a_typed(draft.bank, "F-9", content=a_content(prompt=NEW))
    deed(services.save_draft, draft, changed, seen=draft.version, by=author)
    sent(draft, author)

    with pytest.raises(Overtaken):
        deed(decisions.approve, draft, seen=seen, by=reviewer)

    assert draft.state == "review"


def test_a_draft_begun_from_an_older_version_is_not_published_over_a_newer_one(app):
    bank, author, reviewer = a_bank(), an_author(), a_reviewer()
    question = a_question(bank)
    draft = sent(a_next_draft(question, author, content=a_content(prompt=NEW)), author)
    with transaction():
        live = services.as_published(question)
        items_published_by_a_folder(question, live)

    with pytest.raises(Overtaken, match="Version 2 was published"):
        deed(decisions.approve, draft, seen=draft.version, by=reviewer)

    assert numbers(question) == [2, 1]


def items_published_by_a_folder(question, live):
    from question_banks.items.services import publish_version

    publish_version(
        question,
        domain_id=live.domain_id,
        kind=live.kind,
        difficulty=3,
        content=replace(live.content, source=""),
        written_by_id=None,
        approved_by_id=None,
        now=clock.now(),
    )


def test_a_save_over_a_newer_save_is_refused(app):
    author = an_author()
    draft = a_draft(a_bank(), author)
    seen = draft.version
    first = a_typed(draft.bank, "F-9", content=a_content(prompt=NEW))
    deed(services.save_draft, draft, first, seen=seen, by=author)

    second = a_typed(draft.bank, "F-9")
    with pytest.raises(Overtaken):
        deed(services.save_draft, draft, second, seen=seen, by=author)

    assert draft.content["prompt"] == NEW


def test_only_the_author_writes_a_draft(app):
    draft = a_draft(a_bank(), an_author())
    stranger = an_author("Another Author")

    for service, more in [
        (services.save_draft, [a_typed(draft.bank)]),
        (services.send_to_review, []),
        (services.drop, []),
    ]:
        with pytest.raises(NotYours):
            deed(service, draft, *more, seen=draft.version, by=stranger)

    assert (draft.state, draft.version) == ("writing", 1)


def test_a_draft_in_review_does_not_change(app):
    author = an_author()
    draft = sent(a_draft(a_bank(), author), author)

    typed = a_typed(draft.bank, "F-9", content=a_content(prompt=NEW))
    with pytest.raises(NotOpen):
        deed(services.save_draft, draft, typed, seen=draft.version, by=author)

    assert draft.content["prompt"] == PROMPT


def test_a_draft_with_findings_that_stop_is_not_sent(app):
    author = an_author()
    draft = a_draft(a_bank(), author, content=a_content(options=OPTIONS[:2]))

    with pytest.raises(NotReady):
        sent(draft, author)

    assert draft.state == "writing"


def test_a_draft_that_changes_nothing_is_not_sent(app):
    author = an_author()
    draft = a_next_draft(a_question(a_bank()), author)

    with pytest.raises(NothingNew):
        sent(draft, author)


def test_a_returned_draft_goes_back_to_its_author_with_the_note(app):
    author = an_author()
    draft = sent(a_draft(a_bank(), author), author)

    deed(decisions.send_back, draft, "Cite it", seen=draft.version, by=a_reviewer())

    assert (draft.state, draft.note) == ("writing", "Cite it")


def test_a_question_has_one_open_draft(app):
    question = a_question(a_bank())
    a_next_draft(question, an_author())

    with pytest.raises(AlreadyDrafted):
        a_next_draft(question, an_author("Another Author"))


@pytest.mark.parametrize("code", ["F-1", "f-9"])
def test_a_code_is_taken_once_whatever_its_case(app, code):
    bank, author = a_bank(), an_author()
    a_question(bank, "F-1")
    a_draft(bank, author, "F-9")

    with pytest.raises(CodeTaken):
        a_draft(bank, author, code)


def test_a_dropped_draft_frees_its_question_and_code(app):
    author = an_author()
    draft = a_draft(a_bank(), author, "F-9")

    deed(services.drop, draft, seen=draft.version, by=author)

    assert a_draft(draft.bank, author, "F-9").id != draft.id


def test_a_retired_question_comes_back_by_a_new_version(app):
    bank, author, reviewer = a_bank(), an_author(), a_reviewer()
    question = a_question(bank)
    deed(retire, question, "Renamed service", by=reviewer)
    with pytest.raises(AlreadyRetired):
        deed(retire, question, "Again", by=reviewer)

    approved(sent(a_next_draft(question, author), author), reviewer)

    assert (question.retired_at, numbers(question)) == (None, [2, 1])


def test_the_trail_names_who_published_what(app):
    author, reviewer = an_author(), a_reviewer()
    approved(sent(a_draft(a_bank(), author), author), reviewer)

    rows = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action.startswith("question_banks."))
        .order_by(AuditEvent.id)
    ).all()

    assert [(row.action, row.actor_id) for row in rows] == [
        ("question_banks.draft.begun", author.id),
        ("question_banks.draft.sent", author.id),
        ("question_banks.question.published", reviewer.id),
    ]
