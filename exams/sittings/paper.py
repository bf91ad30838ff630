"""The paper as its candidate sees it. Nothing here ever reads a key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from exams.sittings.models import Answer, Attempt, PaperQuestion
from exams.sittings.rules import responses
from lms.kernel.db import Text, db
from lms.kernel.i18n import in_language
from question_banks.items.models import QuestionVersion


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question as its candidate sees it, with what the server holds."""

    position: int
    kind: str
    prompt: Text
    options: list[tuple[str, Text]]
    response: responses.Response
    revision: int
    flagged: bool
    saved_at: datetime | None


def paper_of(attempt: Attempt) -> list[PaperItem]:
    """The paper with the answers held, in one query."""
    rows = db.session.execute(
        select(PaperQuestion, QuestionVersion, Answer)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .outerjoin(
            Answer,
            and_(
                Answer.attempt_id == PaperQuestion.attempt_id,
                Answer.position == PaperQuestion.position,
            ),
        )
        .where(PaperQuestion.attempt_id == attempt.id)
        .order_by(PaperQuestion.position)
    )
    return [_item(*row) for row in rows]


def question_out(item: PaperItem) -> dict[str, object]:
    """A question as programs get it, see shapes.QuestionOut."""
    return {
        "position": item.position,
        "type": item.kind,
        "prompt": in_language(item.prompt),
        "options": [{"token": t, "text": in_language(w)} for t, w in item.options],
        "response": item.response,
        "revision": item.revision,
        "flagged": item.flagged,
    }


def _item(
    paper: PaperQuestion, question: QuestionVersion, answer: Answer | None
) -> PaperItem:
    texts = {option["id"]: option["text"] for option in question.options}
    names = dict(zip(paper.order, paper.tokens, strict=True))
    return PaperItem(
        position=paper.position,
        kind=question.kind,
        prompt=question.prompt,
        options=[(names[option_id], texts[option_id]) for option_id in paper.order],
        response=responses.shown(question.kind, names, answer.response)
        if answer
        else [],
        revision=answer.revision if answer else 0,
        flagged=bool(answer and answer.flagged),
        saved_at=answer.saved_at if answer else None,
    )
