"""The exam for programs; the exam page uses the same addresses."""

from collections.abc import Callable
from typing import TypeVar

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from exams.sittings import answers, queries, results, services
from exams.sittings.errors import TimeIsUp
from exams.sittings.models import Attempt
from exams.sittings.paper import paper_of, question_out
from exams.sittings.rules.timing import remaining_ms
from exams.sittings.shapes import (
    AnswerIn,
    AttemptOut,
    FlagIn,
    ReceiptOut,
    ResultOut,
    StartIn,
    SubmissionOut,
)
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.i18n import in_language
from lms.kernel.moments import iso
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint("sittings_api", __name__, url_prefix="/api/v1", tag="Attempts")

T = TypeVar("T")


@bp.post("/attempts")
@allow(Permission.SIT_EXAMS)
@bp.input(StartIn)
@bp.output(AttemptOut, status_code=201)
@bp.doc(summary="Start an exam, or go on with the open attempt", responses=[409, 422])
def create_attempt(json_data: StartIn) -> ResponseReturnValue:
    attempt = once_more(
        lambda: services.start(json_data.exam, by=current_user, now=clock.now())
    )
    return _attempt(queries.own_attempt(current_user, attempt.id)), 201


@bp.get("/attempts/<int:attempt_id>")
@allow(Permission.SIT_EXAMS)
@bp.output(AttemptOut)
@bp.doc(summary="The attempt as the server holds it", responses=[404])
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    return _attempt(current_attempt(attempt_id))


@bp.put("/attempts/<int:attempt_id>/answers/<int:position>")
@allow(Permission.SIT_EXAMS)
@bp.input(AnswerIn)
@bp.output(ReceiptOut)
@bp.doc(summary="Save one answer", responses=[404, 409, 422])
def put_answer(
    attempt_id: int, position: int, json_data: AnswerIn
) -> ResponseReturnValue:
    now = clock.now()
    sent = answers.Sent(position, **json_data.model_dump())
    try:
        receipt = once_more(
            lambda: answers.save(attempt_id, sent, by=current_user, now=now)
        )
    except TimeIsUp:
        current_attempt(attempt_id)
        raise
    return {
        "revision": receipt.revision,
        "saved_at": iso(receipt.saved_at),
        "remaining_ms": remaining_ms(receipt.deadline_at, at=now),
        "deadline_version": receipt.deadline_version,
    }


@bp.put("/attempts/<int:attempt_id>/flags/<int:position>")
@allow(Permission.SIT_EXAMS)
@bp.input(FlagIn)
@bp.doc(summary="Flag a question to come back to", responses=[404, 409, 422])
def put_flag(attempt_id: int, position: int, json_data: FlagIn) -> ResponseReturnValue:
    with transaction():
        answers.flag(
            attempt_id, position, json_data.flagged, by=current_user, now=clock.now()
        )
    return {"flagged": json_data.flagged}


@bp.post("/attempts/<int:attempt_id>/submission")
@allow(Permission.SIT_EXAMS)
@bp.output(SubmissionOut)
@bp.doc(summary="Hand in; a second hand-in changes nothing", responses=[404])
def create_submission(attempt_id: int) -> ResponseReturnValue:
    attempt = once_more(
        lambda: services.hand_in(attempt_id, by=current_user, now=clock.now())
    )
    return {
        "id": attempt.id,
        "state": attempt.state,
        "cause": attempt.cause,
        "finished_at": iso(attempt.finished_at),
    }


@bp.get("/attempts/<int:attempt_id>/result")
@allow(Permission.SIT_EXAMS)
@bp.output(ResultOut)
@bp.doc(summary="Score and domains of a closed attempt", responses=[404, 409])
def show_result(attempt_id: int) -> ResponseReturnValue:
    attempt = current_attempt(attempt_id)
    return _result(attempt, results.result_of(attempt))


def current_attempt(attempt_id: int) -> Attempt:
    """The person's attempt, closed first if its time is up."""
    attempt = queries.own_attempt(current_user, attempt_id)
    now = clock.now()
    if services.is_due(attempt, now=now):
        with transaction():
            services.close_if_due(attempt, now=now)
    return attempt


def once_more(deed: Callable[[], T]) -> T:
    """Do a deed in a transaction; one that lost a race is done again, once.

    What ran into a unique index the first time finds the winner's row then.
    """
    try:
        with transaction():
            return deed()
    except IntegrityError:
        with transaction():
            return deed()


def _attempt(attempt: Attempt) -> dict[str, object]:
    now, is_open = clock.now(), attempt.state == "open"
    # A closed paper is nobody's to read any more.
    paper = paper_of(attempt) if is_open else []
    return {
        "id": attempt.id,
        "state": attempt.state,
        "deadline_at": iso(attempt.deadline_at),
        "remaining_ms": remaining_ms(attempt.deadline_at, at=now) if is_open else 0,
        "deadline_version": attempt.deadline_version,
        "questions": [question_out(item) for item in paper],
    }


def _result(attempt: Attempt, result: results.AttemptResult) -> dict[str, object]:
    return {
        "id": attempt.id,
        "state": attempt.state,
        "cause": attempt.cause,
        "finished_at": iso(attempt.finished_at),
        "earned": result.earned,
        "possible": result.possible,
        "percent": result.percent,
        "pass_mark": result.pass_mark,
        "passed": result.passed,
        "by_domain": [
            {
                "domain": domain.key,
                "title": in_language(domain.title),
                "earned": domain.earned,
                "possible": domain.possible,
            }
            for domain in result.by_domain
        ],
    }
