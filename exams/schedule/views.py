"""Windows: when each exam may be started."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from exams.papers.naming import exam_title
from exams.papers.queries import current_version, exams
from exams.schedule import forms, queries, services
from exams.schedule.errors import UnfitWindow
from exams.schedule.rules.ends import ends
from exams.schedule.rules.entry import Rule
from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("exam_schedule", __name__, url_prefix="/schedule")


@bp.get("")
@allow(Permission.MANAGE_SCHEDULE)
def show_schedule() -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "exams/schedule/schedule.html",
        now=now,
        exams=exams(),
        rules=queries.rules(),
        usual=Rule(),
        windows=queries.windows_ahead(now=now),
        past=db.paginate(
            queries.windows_past(now=now), per_page=queries.PER_PAGE, error_out=False
        ),
        titles=catalogue.titles(),
    )


@bp.get("/exams/<key>")
@allow(Permission.MANAGE_SCHEDULE)
def show_rule(key: str) -> ResponseReturnValue:
    exam = queries.exam(key)
    return render_template(
        "exams/schedule/rule.html",
        exam=exam,
        title=exam_title(exam, catalogue.titles().get(exam.certification_id)),
        form=forms.RuleForm(obj=queries.rule_of(exam.id)),
    )


@bp.post("/exams/<key>")
@allow(Permission.MANAGE_SCHEDULE)
def create_rule(key: str) -> ResponseReturnValue:
    form = forms.RuleForm()
    if form.validate():
        with transaction():
            exam = queries.exam(key)
            services.set_rule(exam, form.rule, by=current_user, now=clock.now())
        flash(_("This holds for every start from now on."))
    return redirect(url_for(".show_schedule"))


@bp.get("/windows/new")
@allow(Permission.MANAGE_SCHEDULE)
def show_new_window() -> ResponseReturnValue:
    return _window_page(_window_form(exam=request.args.get("exam")))


@bp.post("/windows")
@allow(Permission.MANAGE_SCHEDULE)
def create_window() -> ResponseReturnValue:
    """Twice: the first time it shows when candidates would end."""
    form = _window_form()
    if not form.validate():
        return _window_page(form), 422
    try:
        services.refuse_unfit(form.times, now=clock.now())
    except UnfitWindow as error:
        form.latest_start_at.errors = [str(error)]
        return _window_page(form), error.status
    if not form.was_seen:
        return _window_page(form)
    _make(form)
    flash(_("The window is in the schedule."))
    return redirect(url_for(".show_schedule"))


@bp.post("/windows/<int:window_id>/cancellation")
@allow(Permission.MANAGE_SCHEDULE)
def create_cancellation(window_id: int) -> ResponseReturnValue:
    with transaction():
        services.cancel_window(window_id, by=current_user, now=clock.now())
    flash(_("The window is cancelled. Who has started goes on."))
    return redirect(url_for(".show_schedule"))


def _make(form: forms.WindowForm) -> None:
    with transaction():
        services.make_window(
            queries.exam(form.exam.data),
            form.title.data or "",
            form.times,
            int(form.group.data) if form.group.data else None,
            by=current_user,
            now=clock.now(),
        )


def _window_form(**start: str | None) -> forms.WindowForm:
    form = forms.WindowForm(**start)
    groups = [line.group for line in queries.groups()]
    form.offer(exams(), catalogue.titles(), groups)
    return form


def _window_page(form: forms.WindowForm) -> str:
    is_whole = bool(form.is_submitted() and not form.errors)
    found = []
    if is_whole:
        version = current_version(form.exam.data)
        found = ends(version.seconds, form.times.latest_start_at, form.times.ends_at)
        form.seen.data = form.digest
    return render_template("exams/schedule/window.html", form=form, ends=found)
