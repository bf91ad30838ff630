"""The home page: what to do next, for each of a person's roles."""

from flask import render_template
from flask.typing import ResponseReturnValue

from exams.papers import queries as papers
from exams.papers.models import ExamVersion
from lms.kernel.permissions import Permission, allow
from lms.reports.views import bp


@bp.get("/")
@allow(Permission.SIGNED_IN)
def show_home() -> ResponseReturnValue:
    return render_template("reports/home.html")


@bp.app_context_processor
def say_what_exams_ask() -> dict[str, object]:
    """Pages of rooms below may say it too; asked only by a page that does."""
    return {"exam_conditions": _exam_conditions}


def _exam_conditions() -> dict[int, ExamVersion]:
    """The conditions of each exam today, by certification."""
    return {v.exam.certification_id: v for v in papers.current_versions()}
