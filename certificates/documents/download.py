"""Handing out a finished PDF."""

from io import BytesIO

from flask import send_file
from flask.wrappers import Response
from werkzeug.exceptions import NotFound

from certificates.awards.errors import Revoked, Suspended
from certificates.awards.models import Certificate
from certificates.documents.models import CertificateDocument
from lms.kernel import storage
from lms.kernel.i18n import day
from lms.kernel.i18n import words as _

RETRY_AFTER = {"Retry-After": "3"}
"""Seconds; the worker needs one when it is idle."""


def is_kept_back(certificate: Certificate) -> bool:
    """Is no PDF of it handed out, whether there is one or not?"""
    return certificate.revocation is not None or certificate.suspension is not None


def pdf_of(certificate: Certificate, document: CertificateDocument | None) -> Response:
    """The stored bytes, as a download. Raises Revoked and Suspended: paper cannot be
    called back, but no more of it is given out."""
    if certificate.revocation is not None:
        revoked_on = day(certificate.revocation.revoked_on)
        raise Revoked(_("This certificate was revoked on %(day)s.", day=revoked_on))
    if certificate.suspension is not None:
        since = day(certificate.suspension.suspended_on)
        raise Suspended(_("This certificate is suspended since %(day)s.", day=since))
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
