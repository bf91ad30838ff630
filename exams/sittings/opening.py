"""The statements of a start: one asks what four rooms know, one keeps the attempt with
its paper."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, insert, null, select

from exams.accommodations.queries import FACTOR
from exams.papers.models import Exam
from exams.papers.queries import DRAWABLE
from exams.papers.rules.draw import DrawnQuestion
from exams.schedule.queries import RULE
from exams.sittings.models import Attempt, PaperQuestion
from exams.sittings.queries import HAS_BEGUN
from lms.kernel.actor import Actor
from lms.kernel.db import Json, by_engine
from lms.kernel.listing import Engine, document, table_of
from lms.kernel.quick import insertion, look

ASKED = select(
    HAS_BEGUN.scalar_subquery().label("begun"),
    DRAWABLE.scalar_subquery().label("drawable"),
    FACTOR.scalar_subquery().label("factor"),
    *(
        RULE.with_only_columns(column).scalar_subquery().label(column.key)
        for column in RULE.selected_columns
    ),
)
"""What a start asks once its exam is held (person, exam, bank): has the person begun
it before (an attempt's id), what may be drawn (see pool_listed), the person's time
factor, and how the exam may be started; None where nothing is set."""

ATTEMPTS: Any = Attempt.__table__
PAPER: Any = PaperQuestion.__table__
QUESTION = {
    "position": Integer(),
    "version_id": Integer(),
    "order": Json,
    "tokens": Json,
}
STILL_EMPTY = (
    "cause",
    "paused_at",
    "painted_at",
    "finished_at",
    "voided_at",
    "unmarked_since",
)


def ask(exam: Exam, *, by: Actor) -> Any:
    """The row of ASKED for an exam that is held, and who starts it."""
    [found] = look(ASKED, person=by.id, exam=exam.id, bank=exam.bank_id)
    return found


def open_attempt(paper: Sequence[DrawnQuestion], **begun: Any) -> int:
    """Keep an open attempt with its paper; its id.

    `begun`: exam_id, exam_version_id, person_id, company_id, number, started_at,
    deadline_at, closes_at, time_factor, agreement_digest, window_id and seed. The
    paper is sent as one document and taken apart there: a statement with a row of
    values for each question costs a multiple, at every start.
    Raises IntegrityError where this attempt was begun a moment before.
    """
    questions = document(
        {"position": position} | question._asdict()
        for position, question in enumerate(paper, 1)
    )
    statement = by_engine(sqlite=BEGUN, postgresql=IN_ONE)
    [attempt] = look(statement, **begun, paper=questions)
    if statement is BEGUN:
        look(LITE_PAPER, attempt=attempt.id, paper=questions)
    return int(attempt.id)


def _begun() -> Any:
    usual = {c.name: c.default.arg for c in ATTEMPTS.columns if c.default is not None}
    del usual["time_factor"]
    empty = dict.fromkeys(STILL_EMPTY, null())
    return insertion(Attempt, state="open", **usual, **empty).returning(ATTEMPTS.c.id)


def _paper(engine: Engine, attempt_id: Any) -> Any:
    paper = table_of(engine, "paper", **QUESTION)
    return insert(PAPER).from_select(
        ["attempt_id", *QUESTION], select(attempt_id, *paper.c)
    )


def _in_one() -> Any:
    begun = BEGUN.cte("begun")
    return select(begun.c.id).add_cte(_paper("postgresql", begun.c.id).cte("kept"))


BEGUN = _begun()
IN_ONE = _in_one()
LITE_PAPER = _paper("sqlite", bindparam("attempt", type_=Integer()))
"""Built once: they run for every start."""
