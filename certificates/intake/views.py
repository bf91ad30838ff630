"""Certificates for results of an earlier system: a file, a preview, a confirmation."""

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.intake import files, queries, services, sheets
from certificates.intake.errors import Unreadable
from certificates.intake.forms import ConfirmationForm, FileForm
from certificates.intake.jobs import issue_for_intake
from certificates.intake.labels import verdict_words
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("intake", __name__, url_prefix="/certificates/intakes")
bp.add_app_template_filter(verdict_words)

assert issue_for_intake.__name__ == services.ISSUE  # noqa: S101  queued by its name


@bp.get("")
@allow(Permission.ISSUE_CERTIFICATES)
def list_intakes() -> ResponseReturnValue:
    return _list(FileForm(None))


@bp.get("/template.csv")
@allow(Permission.ISSUE_CERTIFICATES)
def download_template() -> ResponseReturnValue:
    response = Response(sheets.TEMPLATE, mimetype="text/csv")
    name = 'attachment; filename="earlier-results.csv"'
    response.headers["Content-Disposition"] = name
    return response


@bp.post("/previews")
@allow(Permission.ISSUE_CERTIFICATES)
def create_preview() -> ResponseReturnValue:
    """Put the file aside and show what would become of it; nothing is recorded."""
    form = FileForm()
    if not form.validate():
        return _list(form), 422
    raw = form.file.data.read(sheets.LARGEST + 1)
    try:
        sheets.read(raw)
    except Unreadable as error:
        form.file.errors = [str(error)]
        return _list(form), error.status
    digest = files.keep(raw, by=current_user)
    name = (form.file.data.filename or "")[-120:]
    return redirect(url_for(".show_preview", digest=digest, name=name))


@bp.get("/previews/<string(length=64):digest>")
@allow(Permission.ISSUE_CERTIFICATES)
def show_preview(digest: str) -> ResponseReturnValue:
    rows = sheets.read(files.kept(digest, by=current_user))
    lines = queries.preview(rows, by=current_user, on=clock.now().date())
    return render_template(
        "intake/preview.html",
        digest=digest,
        name=request.args.get("name", "")[:120],
        good=[line for line in lines if line.is_good],
        left_out=[line for line in lines if not line.is_good],
    )


@bp.post("/previews/<string(length=64):digest>/confirmation")
@allow(Permission.ISSUE_CERTIFICATES)
def create_intake(digest: str) -> ResponseReturnValue:
    form = ConfirmationForm()
    if not form.validate():
        abort(422)
    rows, now = sheets.read(files.kept(digest, by=current_user)), clock.now()
    with transaction():
        intake_id = services.record(
            queries.preview(rows, by=current_user, on=now.date()),
            expected=form.expected.data,
            file_name=form.file_name.data or "",
            digest=digest,
            by=current_user,
            now=now,
        ).id
    files.drop(by=current_user)
    return redirect(url_for(".show_intake", intake_id=intake_id))


@bp.get("/<int:intake_id>")
@allow(Permission.ISSUE_CERTIFICATES)
def show_intake(intake_id: int) -> ResponseReturnValue:
    return render_template(
        "intake/intake.html",
        intake=queries.intake(intake_id),
        issued=queries.issued_count(intake_id),
        left_out=queries.left_out(intake_id),
    )


@bp.get("/<int:intake_id>/progress")
@allow(Permission.ISSUE_CERTIFICATES)
def show_progress(intake_id: int) -> ResponseReturnValue:
    """For the page, which asks again and again while it is open."""
    intake = queries.intake(intake_id)
    words = _("%(done)s of %(all)s", done=intake.reached, all=intake.count)
    return {"done": intake.reached, "words": words, "goes_on": intake.is_running}


@bp.post("/<int:intake_id>/tries")
@allow(Permission.ISSUE_CERTIFICATES)
def create_try(intake_id: int) -> ResponseReturnValue:
    with transaction():
        services.try_again(intake_id, by=current_user, now=clock.now())
    return redirect(url_for(".show_intake", intake_id=intake_id))


def _list(form: FileForm) -> str:
    return render_template(
        "intake/list.html",
        form=form,
        intakes=queries.intakes(),
        columns=sheets.COLUMNS,
        needed=sheets.NEEDED,
    )
