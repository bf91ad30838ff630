"""The check of a computer, before an exam or at any time."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from exams.papers import queries as papers
from exams.papers.naming import exam_title
from lms.catalogue import queries as catalogue
from lms.kernel.permissions import Permission, allow

bp = Blueprint("system_check", __name__)


@bp.get("/system-check")
@allow(Permission.SIT_EXAMS)
def show_any_check() -> ResponseReturnValue:
    return render_template("exams/check.html", key=None, title=None)


@bp.get("/exams/<key>/check")
@allow(Permission.SIT_EXAMS)
def show_check(key: str) -> ResponseReturnValue:
    exam = papers.current_version(key).exam
    about = catalogue.current_version(exam.certification_key)
    title = exam_title(exam, about.title)
    return render_template("exams/check.html", key=key, title=title)
