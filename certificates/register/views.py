"""All certificates, and one of them with everything that can be done about it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from certificates.awards import evidence, queries
from certificates.awards.forms import FilterForm, ReasonForm
from certificates.awards.labels import cause_label
from certificates.awards.models import Certificate
from certificates.corrections import queries as corrections
from certificates.corrections import services as printing
from certificates.corrections.errors import NothingToCorrect
from certificates.corrections.forms import EditionForm
from certificates.documents import queries as documents
from certificates.register.history import history_of
from certificates.revocations import queries as proposals
from certificates.revocations import services, suspensions
from certificates.revocations.forms import CauseForm
from lms.catalogue.queries import current_versions
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.forms import Form
from lms.kernel.permissions import Permission, allow

bp = Blueprint("awards_admin", __name__, url_prefix="/certificates/issued")
bp.add_app_template_filter(cause_label)

FORMS: dict[str, type[Form]] = {
    "proposal": CauseForm,
    "suspension": CauseForm,
    "reinstatement": ReasonForm,
    "edition": EditionForm,
}
"""By the name of the deed, which begins the names of the fields on the page too."""


@bp.get("")
@allow(Permission.SEE_CERTIFICATES)
def list_issued() -> ResponseReturnValue:
    form, today = FilterForm(request.args), clock.now().date()
    form.offer(current_versions())
    wanted = form.wanted
    number = max(request.args.get("page", 1, type=int), 1)
    page = queries.issued(on=today, page=number, **wanted)
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
    return _page(queries.issued_certificate(number))


@bp.post("/<number>/proposals")
@allow(Permission.REVOKE_CERTIFICATES)
def create_proposal(number: str) -> ResponseReturnValue:
    form, certificate = CauseForm(prefix="proposal"), queries.issued_certificate(number)
    if not form.validate():
        return _page(certificate, proposal=form), 422
    ids, reason = [certificate.id], form.reason.data
    with transaction():
        services.propose(ids, form.chosen, reason, by=current_user, now=clock.now())
    flash(_("Proposed. Nothing changes until a colleague confirms."))
    return _back(number)


@bp.post("/<number>/suspension")
@allow(Permission.REVOKE_CERTIFICATES)
def create_suspension(number: str) -> ResponseReturnValue:
    form = CauseForm(prefix="suspension")
    certificate = queries.issued_certificate(number)
    if not form.validate():
        return _page(certificate, suspension=form), 422
    what = certificate.id, form.chosen, form.reason.data
    with transaction():
        suspensions.suspend(*what, by=current_user, now=clock.now())
    flash(_("The certificate is suspended. Its holder gets a letter."))
    return _back(number)


@bp.post("/<number>/reinstatement")
@allow(Permission.REVOKE_CERTIFICATES)
def create_reinstatement(number: str) -> ResponseReturnValue:
    form = ReasonForm(prefix="reinstatement")
    certificate = queries.issued_certificate(number)
    if not form.validate():
        return _page(certificate, reinstatement=form), 422
    what = certificate.id, form.reason.data
    with transaction():
        suspensions.reinstate(*what, by=current_user, now=clock.now())
    flash(_("The certificate counts again. Its holder gets a letter."))
    return _back(number)


@bp.post("/<number>/editions")
@allow(Permission.REVOKE_CERTIFICATES)
def create_edition(number: str) -> ResponseReturnValue:
    form, certificate = (
        EditionForm(prefix="edition"),
        queries.issued_certificate(number),
    )
    if not form.validate():
        return _page(certificate, edition=form), 422
    what = certificate.id, form.words, form.reason.data
    try:
        with transaction():
            printing.correct(*what, by=current_user, now=clock.now())
    except NothingToCorrect as error:
        form.name.errors = [str(error)]
        return _page(queries.issued_certificate(number), edition=form), error.status
    flash(_("Corrected. The new PDF is being made, and the holder gets a letter."))
    return _back(number)


def _page(certificate: Certificate, **sent: Form) -> str:
    attempt_id, forms = certificate.attempt_id, _forms(certificate, sent)
    return render_template(
        "awards_admin/certificate.html",
        certificate=certificate,
        questions=evidence.questions_of(attempt_id) if attempt_id else [],
        score=evidence.score_of(attempt_id) if attempt_id else None,
        company=evidence.company_of_the_day(certificate),
        history=history_of(certificate),
        proposals=[p for p in proposals.proposals_of(certificate.id) if p.is_open],
        requests=[r for r in corrections.requests_of(certificate.id) if r.is_open],
        forms=forms,
        today=clock.now().date(),
    )


def _forms(certificate: Certificate, sent: dict[str, Form]) -> dict[str, Form]:
    shown = {
        name: sent.get(name) or kind(None, prefix=name) for name, kind in FORMS.items()
    }
    if "edition" not in sent:
        shown["edition"].name.data = certificate.printed_name
        shown["edition"].company.data = certificate.printed_company
    return shown


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for(".show_issued", number=number))
