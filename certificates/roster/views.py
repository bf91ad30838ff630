"""The certificates of a company's people, for its admin."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.parcels.asking import LARGEST_ASKED, order
from certificates.roster import queries
from certificates.roster.forms import RosterForm
from lms.catalogue.queries import current_versions
from lms.kernel import clock
from lms.kernel.permissions import Permission, allow

bp = Blueprint("roster", __name__, url_prefix="/team/certificates")

SOON = 90
"""Days; so long before the end most certifications let one renew."""


@bp.get("")
@allow(Permission.MANAGE_TEAM)
def show_roster() -> ResponseReturnValue:
    form, today = RosterForm(request.args), clock.now().date()
    form.offer(current_versions())
    number = max(request.args.get("page", 1, type=int), 1)
    page = queries.roster(current_user, form.chosen, on=today, page=number)
    return render_template(
        "roster/roster.html",
        page=page,
        form=form,
        wanted=form.wanted,
        ending=queries.ending_count(current_user, SOON, on=today),
        today=today,
        soon=SOON,
    )


@bp.post("/parcels")
@allow(Permission.MANAGE_TEAM)
def create_parcel() -> ResponseReturnValue:
    """Everything the roster shows under these filters, on all its pages."""
    form, today = RosterForm(request.form), clock.now().date()
    form.offer(current_versions())
    ids = queries.roster_ids(current_user, form.chosen, on=today, most=LARGEST_ASKED)
    return order(ids, company_id=current_user.company_id)
