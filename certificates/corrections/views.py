"""Deciding about what holders ask for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards.forms import ReasonForm
from certificates.corrections import queries, services
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint(
    "correction_decisions", __name__, url_prefix="/certificates/decisions/corrections"
)


@bp.get("/<int:request_id>")
@allow(Permission.SEE_CERTIFICATES)
def show_request(request_id: int) -> ResponseReturnValue:
    return _page(request_id, ReasonForm())


@bp.post("/<int:request_id>/approval")
@allow(Permission.REVOKE_CERTIFICATES)
def create_approval(request_id: int) -> ResponseReturnValue:
    with transaction():
        services.approve(request_id, by=current_user, now=clock.now())
    flash(_("Approved. The new PDF is being made, and the holder gets a letter."))
    return redirect(url_for(".show_request", request_id=request_id))


@bp.post("/<int:request_id>/refusal")
@allow(Permission.REVOKE_CERTIFICATES)
def create_refusal(request_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _page(request_id, form), 422
    with transaction():
        services.refuse(request_id, form.reason.data, by=current_user, now=clock.now())
    flash(_("Refused. The holder gets a letter with your reason."))
    return redirect(url_for(".show_request", request_id=request_id))


def _page(request_id: int, form: ReasonForm) -> str:
    return render_template(
        "corrections/decision.html", found=queries.request_(request_id), form=form
    )
