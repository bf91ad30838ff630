"""The exam for people: the list, the briefing, the room, the result."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exams.papers.makeup import makeup
from exams.papers.naming import exam_title
from exams.sittings import offers, results, services
from exams.sittings.advice import advice
from exams.sittings.current import current_attempt, once_more
from exams.sittings.forms import REASKED, StartForm
from exams.sittings.labels import span, times
from exams.sittings.paper import exhibits_of, paper_of
from exams.sittings.rules.timing import remaining_ms
from exams.sittings.timeline import timeline
from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.moments import iso
from lms.kernel.permissions import Permission, allow
from lms.kernel.smaller import smaller

bp = Blueprint("sittings", __name__)
bp.add_app_template_filter(span, "span")
bp.add_app_template_filter(times, "times")
bp.add_app_template_filter(exam_title, "exam_title")


@bp.get("/exams")
@allow(Permission.SIT_EXAMS)
def list_exams() -> ResponseReturnValue:
    found = offers.exams_for(current_user, now=clock.now())
    # What is under way comes first; the programme's order stays otherwise.
    found.sort(key=lambda offer: offer.open_attempt_id is None)
    return render_template("exams/list.html", offers=found)


@bp.get("/exams/<key>")
@allow(Permission.SIT_EXAMS)
def show_exam(key: str) -> ResponseReturnValue:
    return _briefing(key, StartForm())


@bp.post("/exams/<key>/attempts")
@allow(Permission.SIT_EXAMS)
def create_attempt(key: str) -> ResponseReturnValue:
    """Start, or come back to the briefing with what is missing."""
    form = StartForm()
    if not form.validate():
        return _briefing(key, form), 422
    wanted = {
        "voucher": form.voucher.data or "",
        "accepts_agreement": form.agreement.data,
        "told_end": form.told_end.data or "",
    }
    try:
        attempt = once_more(
            lambda: services.start(key, **wanted, by=current_user, now=clock.now())
        )
    except REASKED as reason:
        form.note(reason)
        return _briefing(key, form), reason.status
    return redirect(url_for(".show_attempt", attempt_id=attempt), 303)


@bp.get("/attempts/<int:attempt_id>")
@allow(Permission.SIT_EXAMS)
@smaller
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """The room while the attempt is open, afterwards its result."""
    attempt = current_attempt(attempt_id)
    if attempt.state != "open":
        return redirect(url_for(".show_result", attempt_id=attempt_id))
    # While the clock stands still nobody reads the paper.
    paper = paper_of(attempt) if attempt.paused_at is None else []
    saved = [item.saved_at for item in paper if item.saved_at]
    return render_template(
        "exams/room.html",
        attempt=attempt,
        certification=catalogue.current_version(
            attempt.exam_version.exam.certification_key
        ),
        paper=paper,
        exhibits=exhibits_of(attempt) if paper else [],
        saved_at=iso(max(saved, default=None)),
        remaining_ms=remaining_ms(
            attempt.deadline_at, at=clock.now(), paused_at=attempt.paused_at
        ),
    )


@bp.get("/attempts/<int:attempt_id>/result")
@allow(Permission.SIT_EXAMS)
def show_result(attempt_id: int) -> ResponseReturnValue:
    """The result of a closed attempt; an open one leads back into the room."""
    attempt = current_attempt(attempt_id)
    if attempt.state == "open":
        return redirect(url_for(".show_attempt", attempt_id=attempt_id))
    exam = attempt.exam_version.exam
    key, about = exam.key, exam.certification_key
    happened = {
        "attempt": attempt,
        "exam": exam,
        "key": key,
        "certification": catalogue.current_version(about),
        "timeline": timeline(attempt),
    }
    if attempt.voided_at is not None:
        return render_template("exams/void.html", offer=_offer(key), **happened)
    if attempt.unmarked_since is not None:
        return render_template("exams/unmarked.html", **happened)
    result = results.result_of(attempt)
    shown = {"result": result, "advice": advice(result, about, current_user.id)}
    if result.passed:
        return render_template("exams/passed.html", **shown, **happened)
    more = {"offer": _offer(key), **shown, **happened}
    return render_template("exams/not_passed.html", **more)


def _offer(key: str) -> offers.ExamOffer:
    return offers.offer_of(current_user, key, now=clock.now())


def _briefing(key: str, form: StartForm) -> str:
    now = clock.now()
    offer = offers.offer_of(current_user, key, now=now)
    version = offer.version
    if form.is_submitted():
        form.note_missing(version.agreement)
    if not form.cut:
        form.told_end.data = iso(offer.ends_at(now)) if offer.is_cut(now) else ""
    return render_template(
        "exams/briefing.html",
        offer=offer,
        form=form,
        makeup=makeup(version.exam.bank_id, version.blueprint),
        now=now,
    )
