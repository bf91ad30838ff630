"""All certificates, for those who answer for them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards import evidence, queries, services
from certificates.awards.forms import FilterForm, RevocationForm
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State
from certificates.documents import queries as documents
from lms.catalogue.queries import current_versions
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint("awards_admin", __name__, url_prefix="/certificates/issued")


@bp.get("")
@allow(Permission.SEE_CERTIFICATES)
def list_issued() -> ResponseReturnValue:
    form, today = FilterForm(request.args), clock.now().date()
    form.offer(current_versions())
    wanted = form.wanted
    page = queries.issued(
        on=today,
        name=wanted.get("name"),
        certification=wanted.get("certification"),
        state=State(wanted["state"]) if "state" in wanted else None,
        page=max(request.args.get("page", 1, type=int), 1),
    )
    return render_template(
        "awards_admin/list.html",
        page=page,
        form=form,
        wanted=wanted,
        today=today,
        held=documents.held_count(),
    )


@bp.get("/<number>")
@allow(Permission.SEE_CERTIFICATES)
def show_issued(number: str) -> ResponseReturnValue:
    return _page(queries.issued_certificate(number), RevocationForm())


@bp.post("/<number>/revocation")
@allow(Permission.REVOKE_CERTIFICATES)
def create_revocation(number: str) -> ResponseReturnValue:
    form, certificate = RevocationForm(), queries.issued_certificate(number)
    if not form.validate():
        return _page(certificate, form), 422
    with transaction():
        services.revoke(
            certificate.id, form.reason.data, by=current_user, now=clock.now()
        )
    flash(_("The certificate is revoked. Its holder gets a letter."))
    return redirect(url_for(".show_issued", number=number))


def _page(certificate: Certificate, form: RevocationForm) -> str:
    attempt_id = certificate.attempt_id
    return render_template(
        "awards_admin/certificate.html",
        certificate=certificate,
        questions=evidence.questions_of(attempt_id) if attempt_id else [],
        score=evidence.score_of(attempt_id) if attempt_id else None,
        company=evidence.company_of_the_day(certificate),
        form=form,
        today=clock.now().date(),
    )
