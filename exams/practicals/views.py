"""Pages for graders, and for the people whose practicals they mark."""

from io import BytesIO

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exams.practicals import evidence, forms, queries, services
from exams.practicals.forms import ResultForm
from exams.practicals.queries import Case
from exams.practicals.rules.marking import Mark
from lms.catalogue import queries as catalogue
from lms.catalogue.models import CertificationVersion
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.errors import Refused
from lms.kernel.i18n import words as _
from lms.kernel.permissions import Permission, allow

bp = Blueprint("practicals", __name__)

PER_PAGE = 20
RECORD, CHANGE = "record", "change"
"""What the two buttons of the review step ask for."""


@bp.get("/practicals")
@allow(Permission.GRADE_PRACTICALS)
def list_practicals() -> ResponseReturnValue:
    """Who waits, and what was recorded last; or the people searched for."""
    practicals = queries.practicals_on_offer()
    form = forms.search_form(request.args, practicals)
    if form.q.data and form.validate():
        return _found_page(form, practicals)
    asked = [version.certification_id for version in practicals]
    page = db.paginate(queries.waiting(asked), per_page=PER_PAGE)
    newest = queries.newest_results([attempt.person_id for attempt in page])
    return render_template(
        "practicals/list.html",
        form=form,
        page=page,
        newest=newest,
        recent=queries.recent_results(),
        titles=catalogue.titles(),
    )


@bp.get("/practicals/<certification_key>/<int:person_id>")
@allow(Permission.GRADE_PRACTICALS)
def show_marking(certification_key: str, person_id: int) -> ResponseReturnValue:
    case = _open(certification_key, person_id)
    form = forms.result_form(case.rubric)
    form.seen.data = str(case.newest_id)
    return _form_page(case, form)


@bp.post("/practicals/<certification_key>/<int:person_id>")
@allow(Permission.GRADE_PRACTICALS)
def create_result(certification_key: str, person_id: int) -> ResponseReturnValue:
    """First shows what would be recorded; the second time records it."""
    case = _open(certification_key, person_id)
    form = forms.result_form(case.rubric)
    fits, step = form.validate(), request.form.get("step")
    form.keep_evidence(current_user)
    if not fits or step == CHANGE:
        return _form_page(case, form), 200 if fits else 422
    try:
        if step == RECORD:
            return _record(case, form)
        return _review_page(case, form)
    except Refused as error:
        return _refused_page(certification_key, person_id, form, error)


@bp.get("/practicals/results/<int:result_id>")
@allow(Permission.OWN_CERTIFICATES)
def show_result(result_id: int) -> ResponseReturnValue:
    result = queries.visible_result(result_id, to=current_user)
    return render_template(
        "practicals/result.html",
        result=result,
        title=catalogue.titles()[result.certification_id],
        history=queries.results_of(result.person_id, result.certification_id),
        mark=Mark(result.earned, result.possible, result.pass_mark),
        is_own=result.person_id == current_user.id,
        may_grade=current_user.may(Permission.GRADE_PRACTICALS),
    )


@bp.get("/practicals/results/<int:result_id>/evidence")
@allow(Permission.OWN_CERTIFICATES)
def download_evidence(result_id: int) -> ResponseReturnValue:
    """The file, only ever as a download of plain bytes: nobody's page shows it."""
    result = queries.visible_result(result_id, to=current_user)
    if result.evidence_key is None:
        abort(404)
    return send_file(
        BytesIO(evidence.read(result)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=result.evidence_name,
    )


@bp.get("/practicals/own")
@allow(Permission.OWN_CERTIFICATES)
def list_own() -> ResponseReturnValue:
    return render_template(
        "practicals/own.html",
        results=queries.results_of(current_user.id),
        titles=catalogue.titles(),
    )


def _open(certification_key: str, person_id: int) -> Case:
    return services.open_case(
        person_id, certification_key, by=current_user, now=clock.now()
    )


def _record(case: Case, form: ResultForm) -> ResponseReturnValue:
    person_id, key = case.person.id, case.version.certification.key
    with transaction():
        result = services.record_result(
            person_id,
            key,
            form.points,
            form.day,
            form.comment.data,
            form.evidence_of(current_user),
            by=current_user,
            now=clock.now(),
            seen=form.seen_id,
        )
        address = url_for(".show_result", result_id=result.id)
    flash(str(_("The result is recorded.")))
    return redirect(address, 303)


def _review_page(case: Case, form: ResultForm) -> ResponseReturnValue:
    mark = services.marked(
        case, form.points, form.day, form.comment.data, now=clock.now()
    )
    return render_template(
        "practicals/review.html",
        case=case,
        form=form,
        mark=mark,
        lines=services.as_marked(case.rubric, form.points),
        file=form.evidence_of(current_user),
    )


def _refused_page(
    certification_key: str, person_id: int, form: ResultForm, error: Refused
) -> ResponseReturnValue:
    # Opened anew: what overtook the grader stands beside what they typed.
    case = _open(certification_key, person_id)
    form.seen.data = str(case.newest_id)
    form.complain(error)
    return _form_page(case, form), error.status


def _form_page(case: Case, form: ResultForm) -> str:
    return render_template(
        "practicals/form.html",
        case=case,
        form=form,
        file=form.evidence_of(current_user),
    )


def _found_page(form: forms.SearchForm, practicals: list[CertificationVersion]) -> str:
    key = form.certification.data
    version = next(v for v in practicals if v.certification.key == key)
    found = queries.find_people(
        form.q.data, version.certification_id, on=clock.now().date()
    )
    return render_template(
        "practicals/found.html", form=form, version=version, found=found
    )
