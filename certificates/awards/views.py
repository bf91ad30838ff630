"""A person's own certificates."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.awards import queries
from certificates.awards.handing_out import is_kept_back
from certificates.awards.wallet import wallet_of
from certificates.documents import queries as documents
from certificates.documents.download import RETRY_AFTER, pdf_of
from lms.kernel import clock
from lms.kernel.permissions import Permission, allow

bp = Blueprint("awards", __name__, url_prefix="/certificates")


@bp.get("")
@allow(Permission.OWN_CERTIFICATES)
def show_wallet() -> ResponseReturnValue:
    wallet = wallet_of(queries.held_by(current_user.id), on=clock.now().date())
    page = "past" if request.args.get("state") == "past" else "wallet"
    return render_template(f"awards/{page}.html", wallet=wallet)


@bp.get("/<number>/pdf")
@allow(Permission.OWN_CERTIFICATES)
def download_pdf(number: str) -> ResponseReturnValue:
    certificate = queries.own_certificate(number, by=current_user)
    document = documents.document_of(certificate.id)
    if document is not None or is_kept_back(certificate):
        return pdf_of(certificate, document)
    is_held = documents.open_hold(certificate.id) is not None
    page = render_template(
        f"awards/{'held' if is_held else 'being_made'}.html", certificate=certificate
    )
    return page, 503, {} if is_held else RETRY_AFTER
