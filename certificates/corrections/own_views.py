"""Asking for another name on one's own certificate."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards.models import Certificate
from certificates.awards.queries import own_certificate
from certificates.corrections import queries, services
from certificates.corrections.errors import NothingToCorrect
from certificates.corrections.forms import RequestForm
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("corrections", __name__, url_prefix="/certificates")


@bp.get("/<number>/correction")
@allow(Permission.OWN_CERTIFICATES)
def show_request(number: str) -> ResponseReturnValue:
    certificate = own_certificate(number, by=current_user)
    return _page(certificate, RequestForm(name=certificate.printed_name))


@bp.post("/<number>/correction")
@allow(Permission.OWN_CERTIFICATES)
def create_request(number: str) -> ResponseReturnValue:
    certificate, form = own_certificate(number, by=current_user), RequestForm()
    if not form.validate():
        return _page(certificate, form), 422
    asked = certificate.id, form.name.data, form.note.data
    try:
        with transaction():
            services.ask(*asked, by=current_user, now=clock.now())
    except NothingToCorrect as error:
        form.name.errors = [str(error)]
        return _page(own_certificate(number, by=current_user), form), error.status
    flash(_("Asked. You get a letter when somebody has decided."))
    return redirect(url_for(".show_request", number=number))


@bp.post("/corrections/<int:request_id>/withdrawal")
@allow(Permission.OWN_CERTIFICATES)
def create_withdrawal(request_id: int) -> ResponseReturnValue:
    number = queries.own_request(request_id, by=current_user).certificate.number
    with transaction():
        services.refuse(request_id, "", by=current_user, now=clock.now())
    return redirect(url_for(".show_request", number=number))


def _page(certificate: Certificate, form: RequestForm) -> str:
    return render_template(
        "corrections/request.html",
        certificate=certificate,
        requests=queries.requests_of(certificate.id),
        form=form,
    )
