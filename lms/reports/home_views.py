"""The home page: what to do next, for each of a person's roles."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.kernel import clock
from lms.kernel.permissions import Permission, allow
from lms.reports.home import home
from lms.reports.home_exams import exams_asked
from lms.reports.home_words import step_words
from lms.reports.views import bp

bp.add_app_template_filter(step_words)


@bp.get("/")
@allow(Permission.SIGNED_IN)
def show_home() -> ResponseReturnValue:
    return render_template(
        "reports/home.html", home=home(current_user, now=clock.now())
    )


@bp.app_context_processor
def say_what_exams_ask() -> dict[str, object]:
    """Pages of rooms below may say it too; asked only by a page that does."""
    return {"exams_asked": exams_asked}
