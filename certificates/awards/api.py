"""Certificates for programs."""

from apiflask import APIBlueprint
from apiflask.schemas import FileSchema
from flask import current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user

from certificates.awards import queries
from certificates.awards.handing_out import is_kept_back
from certificates.awards.models import Certificate
from certificates.awards.shapes import CertificateOut, CertificatesOut
from certificates.documents import queries as documents
from certificates.documents.download import RETRY_AFTER, pdf_of
from lms.kernel import clock, errorpages
from lms.kernel.i18n import words as _
from lms.kernel.permissions import Permission, allow

bp = APIBlueprint(
    "certificates_api", __name__, url_prefix="/api/v1", tag="Certificates"
)


@bp.get("/certificates")
@allow(Permission.OWN_CERTIFICATES)
@bp.output(CertificatesOut)
@bp.doc(summary="Your certificates, the newest first")
def list_own() -> ResponseReturnValue:
    found = queries.held_by(current_user.id)
    return CertificatesOut(items=[_shape(row) for row in found]).model_dump()


@bp.get("/certificates/<number>/pdf")
@allow(Permission.OWN_CERTIFICATES)
@bp.output(FileSchema(type="string", format="binary"), content_type="application/pdf")
@bp.doc(
    summary="The PDF of a certificate",
    description="Your own, or one of your team if you manage it.",
    responses={
        404: "No such certificate, or not yours",
        409: "The certificate is suspended",
        410: "The certificate is revoked",
        503: "The file is being made: ask again after Retry-After seconds",
    },
)
def download_pdf(number: str) -> ResponseReturnValue:
    today = clock.now().date()
    certificate = queries.certificate_for(number, by=current_user, on=today)
    document = documents.document_of(certificate.id)
    if document is not None or is_kept_back(certificate):
        return pdf_of(certificate, document)
    message = str(_("This certificate is being made. Ask again in a moment."))
    answer = errorpages.answer(503, "being_made", message)
    answer.headers.extend(RETRY_AFTER)
    return answer


def _shape(certificate: Certificate) -> CertificateOut:
    base_url, today = current_app.config["SETTINGS"].base_url, clock.now().date()
    successor = certificate.successor(today)
    return CertificateOut(
        number=certificate.number,
        credential=certificate.certification.key,
        issued_on=certificate.issued_on.isoformat(),
        expires_on=certificate.expires_on.isoformat(),
        state=certificate.state(today),
        renewal_opens=certificate.term.renewal_opens.isoformat(),
        renewed_by=successor.number if successor else None,
        edition=certificate.edition,
        verify_url=f"{base_url}/v/{certificate.token}",
    )
