"""More time for those who need it: seen only by those who grant it."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from exams.accommodations import queries, services
from exams.accommodations.errors import NobodyThere
from exams.accommodations.forms import GrantForm
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("accommodations", __name__, url_prefix="/accommodations")

PER_PAGE = 30
A_YEAR = timedelta(days=365)


@bp.get("")
@allow(Permission.MANAGE_ACCOMMODATIONS)
def list_accommodations() -> ResponseReturnValue:
    return _page(GrantForm())


@bp.post("")
@allow(Permission.MANAGE_ACCOMMODATIONS)
def create_accommodation() -> ResponseReturnValue:
    form = GrantForm()
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            _grant(form)
    except NobodyThere as error:
        form.email.errors = [str(error)]
        return _page(form), error.status
    flash(_("Granted. It holds for every start, and for an open attempt at once."))
    return redirect(url_for(".list_accommodations"))


@bp.post("/<int:accommodation_id>/withdrawal")
@allow(Permission.MANAGE_ACCOMMODATIONS)
def create_withdrawal(accommodation_id: int) -> ResponseReturnValue:
    with transaction():
        services.withdraw(accommodation_id, by=current_user, now=clock.now())
    flash(_("Withdrawn. Nobody is left with less than five minutes."))
    return redirect(url_for(".list_accommodations"))


def _grant(form: GrantForm) -> None:
    email, factor = form.email.data or "", form.factor.data or 0
    services.grant(
        email, factor, form.reason.data or "", by=current_user, now=clock.now()
    )


def _page(form: GrantForm) -> str:
    ended = queries.ended_since(clock.now() - A_YEAR)
    return render_template(
        "exams/accommodations/list.html",
        held=db.paginate(queries.held(), per_page=PER_PAGE, error_out=False),
        ended=db.session.scalars(ended.limit(PER_PAGE)).all(),
        form=form,
    )
