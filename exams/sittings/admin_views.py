"""Attempts for those who oversee the programme."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from exams.marking.queries import scores_of
from exams.sittings import admin_forms as forms
from exams.sittings import admin_queries as queries
from lms.catalogue import queries as catalogue
from lms.kernel.db import db
from lms.kernel.permissions import Permission, allow

bp = Blueprint("sittings_admin", __name__)

PER_PAGE = 30


@bp.get("/oversight/attempts")
@allow(Permission.SEE_ATTEMPTS)
def list_attempts() -> ResponseReturnValue:
    titles = catalogue.titles()
    form = forms.attempts_form(request.args, titles)
    chosen = form.chosen
    page = db.paginate(queries.attempts(**chosen), per_page=PER_PAGE)
    return render_template(
        "exams/oversight/attempts.html",
        form=form,
        chosen=chosen,
        page=page,
        scores=scores_of([attempt.id for attempt in page]),
        titles=titles,
    )
