"""The page of the exam day, and measures for everybody who sits an exam."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from exams.invigilation import day, forms, measures, queries, services
from exams.invigilation.chart import bars
from exams.invigilation.errors import CountChanged
from exams.invigilation.measures import EXTENSION, PAUSE, RESUMPTION, ForAll
from exams.papers.models import Exam
from exams.papers.naming import exam_title
from exams.schedule.queries import exam as exam_of
from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("exam_day", __name__, url_prefix="/oversight/exam-day")

A_DAY = timedelta(days=1)
ACTIONS = {"extension": EXTENSION, "pause": PAUSE, "resumption": RESUMPTION}


@bp.get("")
@allow(Permission.SEE_ATTEMPTS)
def show_day() -> ResponseReturnValue:
    """Everything on one page; a script of it asks for it again and again."""
    now = clock.now()
    minutes = day.minutes(now=now)
    return render_template(
        "exams/day/day.html",
        now=now,
        exams=day.exams_now(now=now),
        starts=bars([line.starts for line in minutes]),
        saves=bars([line.saves for line in minutes]),
        minutes=minutes,
        slowest=day.slowest_saves(now=now),
        overdue=day.overdue(now=now),
        unsent=day.with_unsent(),
        silent=day.silent(now=now),
        paused=day.paused(),
        unmarked=day.unmarked(),
        outages=day.outages_since(now - A_DAY),
        incidents=queries.incidents_since(now - A_DAY),
        proposals=queries.proposals(),
        titles=catalogue.titles(),
    )


@bp.get("/<key>/<measure>")
@allow(Permission.INVIGILATE)
def show_measure(key: str, measure: str) -> ResponseReturnValue:
    return _measure_page(exam_of(key), measure, _form(measure))


@bp.post("/<key>/<measure>")
@allow(Permission.INVIGILATE)
def create_measure(key: str, measure: str) -> ResponseReturnValue:
    exam, form = exam_of(key), _form(measure)
    if not form.validate():
        return _measure_page(exam, measure, form), 422
    try:
        with transaction():
            done = _do(exam_of(key), measure, form)
    except CountChanged as error:
        form.count.errors = [str(error)]
        return _measure_page(exam_of(key), measure, form), error.status
    flash(
        ngettext("Done for %(num)d attempt.", "Done for %(num)d attempts.", len(done))
    )
    return redirect(url_for(".show_day"))


@bp.get("/<key>/incidents")
@allow(Permission.INVIGILATE)
def show_new_incident(key: str) -> ResponseReturnValue:
    return _incident_page(exam_of(key), forms.IncidentForm())


@bp.post("/<key>/incidents")
@allow(Permission.INVIGILATE)
def create_incident(key: str) -> ResponseReturnValue:
    form, exam = forms.IncidentForm(), exam_of(key)
    if not form.validate():
        return _incident_page(exam, form), 422
    with transaction():
        services.note_incident(
            exam_of(key), None, form.text.data, by=current_user, now=clock.now()
        )
    return redirect(url_for(".show_day"))


def _form(measure: str) -> forms.ForAllForm:
    if measure not in ACTIONS:
        abort(404)
    is_timed = measure == "extension"
    return forms.ExtensionForAllForm() if is_timed else forms.ForAllForm()


def _do(exam: Exam, measure: str, form: forms.ForAllForm) -> Sequence[int]:
    what = ForAll(exam, form.count.data or 0, form.reason.data or "")
    by, now = current_user, clock.now()
    if isinstance(form, forms.ExtensionForAllForm):
        return measures.extend_all(what, form.minutes.data or 0, by=by, now=now)
    deed = measures.pause_all if measure == "pause" else measures.resume_all
    return deed(what, by=by, now=now)


def _measure_page(exam: Exam, measure: str, form: forms.ForAllForm) -> str:
    is_paused = measures.CONCERNED[ACTIONS[measure]]
    return render_template(
        "exams/day/measure.html",
        exam=exam,
        title=_title(exam),
        measure=measure,
        form=form,
        count=len(queries.open_ids(exam.id, is_paused=is_paused)),
    )


def _title(exam: Exam) -> str:
    return exam_title(exam, catalogue.titles().get(exam.certification_id))


def _incident_page(exam: Exam, form: forms.IncidentForm) -> str:
    return render_template(
        "exams/day/incident.html",
        exam=exam,
        title=_title(exam),
        form=form,
    )
