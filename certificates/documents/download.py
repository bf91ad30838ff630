"""Handing out a finished PDF."""

from io import BytesIO

from flask import send_file
from flask.wrappers import Response
from werkzeug.exceptions import NotFound

from certificates.awards.handing_out import refuse_kept_back
from certificates.awards.models import Certificate
from certificates.documents.models import CertificateDocument
from lms.kernel import storage

RETRY_AFTER = {"Retry-After": "3"}
"""Seconds; the worker needs one when it is idle."""


def pdf_of(certificate: Certificate, document: CertificateDocument | None) -> Response:
    """The stored bytes, as a download. Raises Revoked and Suspended: paper cannot be
    called back, but no more of it is given out."""
    refuse_kept_back(certificate)
    if document is None:
        raise NotFound
    response = send_file(
        BytesIO(storage.get(document.storage_key)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{certificate.number}.pdf",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
