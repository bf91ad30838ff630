"""Proposals to revoke: many certificates at once, and the decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from certificates.awards.forms import ReasonForm
from certificates.revocations import picking, queries, services
from certificates.revocations.forms import BatchForm, PickForm
from lms.catalogue.queries import current_versions
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow

bp = Blueprint(
    "revocations", __name__, url_prefix="/certificates/decisions/revocations"
)


@bp.get("/new")
@allow(Permission.REVOKE_CERTIFICATES)
def show_new() -> ResponseReturnValue:
    form = PickForm()
    form.offer(current_versions())
    return render_template("revocations/new.html", form=form)


@bp.post("/preview")
@allow(Permission.REVOKE_CERTIFICATES)
def show_preview() -> ResponseReturnValue:
    """What a proposal would be about; nothing is written yet."""
    form = PickForm()
    form.offer(current_versions())
    is_fit = form.validate()
    if is_fit and not form.is_narrow:
        form.numbers.errors = [_("Choose certificates, or paste their numbers.")]
    if not is_fit or form.numbers.errors:
        return render_template("revocations/new.html", form=form), 422
    numbers = form.typed or picking.numbers_of(
        form.certification.data, form.first.data, form.last.data
    )
    return _preview(numbers, BatchForm(None))


@bp.post("")
@allow(Permission.REVOKE_CERTIFICATES)
def create_proposal() -> ResponseReturnValue:
    form = BatchForm()
    if not form.validate():
        return _preview(form.typed, form), 422
    with transaction():
        free = picking.preview(form.typed, by=current_user).free
        proposal = services.propose(
            [certificate.id for certificate in free],
            form.chosen,
            form.reason.data,
            by=current_user,
            now=clock.now(),
        )
        proposal_id = proposal.id
    flash(_("Proposed. Nothing changes until a colleague confirms."))
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.get("/<int:proposal_id>")
@allow(Permission.SEE_CERTIFICATES)
def show_proposal(proposal_id: int) -> ResponseReturnValue:
    return _page(proposal_id, ReasonForm())


@bp.post("/<int:proposal_id>/confirmation")
@allow(Permission.REVOKE_CERTIFICATES)
def create_confirmation(proposal_id: int) -> ResponseReturnValue:
    with transaction():
        services.confirm(proposal_id, by=current_user, now=clock.now())
    revoked = queries.progress(proposal_id).all
    flash(
        ngettext(
            "%(num)d certificate is revoked. Its holder gets a letter.",
            "%(num)d certificates are revoked. Their holders get letters.",
            revoked,
        )
    )
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.post("/<int:proposal_id>/refusal")
@allow(Permission.REVOKE_CERTIFICATES)
def create_refusal(proposal_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return _page(proposal_id, form), 422
    with transaction():
        services.refuse(proposal_id, form.reason.data, by=current_user, now=clock.now())
    flash(_("Refused. The certificates stay as they are."))
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


def _preview(numbers: list[str], form: BatchForm) -> str:
    found = picking.preview(numbers, by=current_user)
    form.numbers.data = "\n".join(certificate.number for certificate in found.free)
    return render_template("revocations/preview.html", preview=found, form=form)


def _page(proposal_id: int, form: ReasonForm) -> str:
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "revocations/proposal.html",
        proposal=queries.proposal(proposal_id),
        found=queries.proposed(proposal_id, page=page),
        progress=queries.progress(proposal_id),
        form=form,
        today=clock.now().date(),
    )
