"""The exam for programs; the exam page uses the same addresses."""

from typing import Any

from apiflask import APIBlueprint
from flask import jsonify, make_response
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Row
from werkzeug.exceptions import NotFound

from exams.sittings import closing, deadlines, pen, queries, results, services
from exams.sittings.current import current_attempt, once_more
from exams.sittings.models import Attempt
from exams.sittings.paper import exhibit_out, exhibits_of, paper_of, question_out
from exams.sittings.rules.timing import remaining_ms
from exams.sittings.shapes import (
    AttemptOut,
    PenOut,
    ResultOut,
    StartIn,
    StateOut,
    SubmissionOut,
)
from lms.kernel import clock
from lms.kernel.beside import beside, taken
from lms.kernel.db import transaction
from lms.kernel.i18n import in_language, language
from lms.kernel.moments import iso
from lms.kernel.permissions import Permission, allow
from lms.kernel.smaller import smaller

bp = APIBlueprint("sittings_api", __name__, url_prefix="/api/v1", tag="Attempts")


@bp.post("/attempts")
@allow(Permission.SIT_EXAMS)
@bp.input(StartIn)
@bp.output(AttemptOut, status_code=201)
@bp.doc(
    summary="Start an exam, or go on with the open attempt", responses=[403, 409, 422]
)
def create_attempt(json_data: StartIn) -> ResponseReturnValue:
    attempt_id = once_more(
        lambda: services.start(
            json_data.exam,
            voucher=json_data.voucher,
            accepts_agreement=json_data.accepts_agreement,
            by=current_user,
            now=clock.now(),
        )
    )
    return make_response(_attempt(queries.own_attempt(current_user, attempt_id)), 201)


@bp.get("/attempts/<int:attempt_id>")
@allow(Permission.SIT_EXAMS)
@smaller
@bp.output(AttemptOut)
@bp.doc(summary="The attempt as the server holds it", responses=[404])
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    return jsonify(_attempt(current_attempt(attempt_id)))


@bp.get("/attempts/<int:attempt_id>/state")
@allow(Permission.SIT_EXAMS)
@beside(queries.STATE)
@bp.output(StateOut)
@bp.doc(summary="Whether anything changed: cheap, to be asked often", responses=[404])
def show_state(attempt_id: int) -> ResponseReturnValue:
    state = taken()
    if state is None:
        raise NotFound
    if closing.is_due(state, now=clock.now()):
        return jsonify(state_of(current_attempt(attempt_id)))
    return jsonify(state_of(state))


@bp.post("/attempts/<int:attempt_id>/pen")
@allow(Permission.SIT_EXAMS)
@bp.output(PenOut)
@bp.doc(summary="Write in this window from now on", responses=[404, 409])
def create_pen(attempt_id: int) -> ResponseReturnValue:
    current_attempt(attempt_id)
    with transaction():
        epoch = pen.take(attempt_id, by=current_user, now=clock.now())
    return {"writer_epoch": epoch}


@bp.post("/attempts/<int:attempt_id>/painted")
@allow(Permission.SIT_EXAMS)
@bp.output(StateOut)
@bp.doc(summary="The first question is on the screen", responses=[404])
def create_painted(attempt_id: int) -> ResponseReturnValue:
    current_attempt(attempt_id)
    with transaction():
        attempt = deadlines.note_painted(attempt_id, by=current_user, now=clock.now())
        return state_of(attempt)


@bp.post("/attempts/<int:attempt_id>/submission")
@allow(Permission.SIT_EXAMS)
@bp.output(SubmissionOut)
@bp.doc(summary="Hand in; a second hand-in changes nothing", responses=[404])
def create_submission(attempt_id: int) -> ResponseReturnValue:
    by, now = current_user, clock.now()
    return once_more(lambda: _handed_in(closing.hand_in(attempt_id, by=by, now=now)))


@bp.get("/attempts/<int:attempt_id>/result")
@allow(Permission.SIT_EXAMS)
@bp.output(ResultOut)
@bp.doc(summary="What the exam's policy lets a candidate know", responses=[404, 409])
def show_result(attempt_id: int) -> ResponseReturnValue:
    attempt = current_attempt(attempt_id)
    return _result(attempt, results.result_of(attempt))


def state_of(attempt: Attempt | Row[Any]) -> dict[str, object]:
    """What may change about an attempt while it is written, see StateOut."""
    left = remaining_ms(
        attempt.deadline_at, at=clock.now(), paused_at=attempt.paused_at
    )
    return {
        "id": attempt.id,
        "state": attempt.state,
        "remaining_ms": left if attempt.state == "open" else 0,
        "deadline_version": attempt.deadline_version,
        "writer_epoch": attempt.writer_epoch,
        "paper_version": attempt.paper_version,
        "is_paused": attempt.paused_at is not None,
    }


def _handed_in(attempt: Attempt) -> dict[str, object]:
    return {
        "id": attempt.id,
        "state": attempt.state,
        "cause": attempt.cause,
        "finished_at": iso(attempt.finished_at),
    }


def _attempt(attempt: Attempt) -> dict[str, object]:
    # A closed paper is nobody's to read any more, a paused one nobody's just now.
    is_shown = attempt.state == "open" and attempt.paused_at is None
    paper = paper_of(attempt) if is_shown else []
    exhibits = exhibits_of(attempt) if any(item.exhibit for item in paper) else []
    code = language()
    return {
        **state_of(attempt),
        "deadline_at": iso(attempt.deadline_at),
        "questions": [question_out(item, code) for item in paper],
        "exhibits": [exhibit_out(exhibit, code) for exhibit in exhibits],
    }


def _result(attempt: Attempt, result: results.AttemptResult) -> dict[str, object]:
    points = result.points
    return {
        "id": attempt.id,
        "state": attempt.state,
        "cause": attempt.cause,
        "finished_at": iso(attempt.finished_at),
        "feedback": result.feedback,
        "passed": result.passed,
        "pass_mark": result.pass_mark,
        "earned": points.earned if points else None,
        "possible": points.possible if points else None,
        "percent": points.percent if points else None,
        "by_domain": [
            {
                "domain": domain.key,
                "title": in_language(domain.title),
                "questions": domain.questions,
                "band": domain.band,
            }
            for domain in result.domains
        ],
    }
