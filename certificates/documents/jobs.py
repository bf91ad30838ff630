"""Printing in the worker: once for each certificate, however often it runs."""

import hashlib

from sqlalchemy import select

from certificates.awards.models import Certificate
from certificates.documents import queries
from certificates.documents.models import CertificateDocument
from certificates.documents.paper import paper_for
from certificates.documents.pressroom import pressroom
from lms.kernel import clock, storage
from lms.kernel.db import db, transaction
from lms.kernel.jobs import job


@job
def render_certificate(certificate_id: int) -> None:
    """Print one certificate and keep its bytes; a second run finds them.

    Raises what Pressroom.draw raises, and leaves nothing behind then.
    """
    from certificates.documents import press  # noqa: PLC0415  worker only

    certificate = db.session.get_one(Certificate, certificate_id)
    programme = queries.programme_of(certificate.issued_at)
    html = press.typeset(paper_for(certificate, programme))
    key = press.input_key(html)
    if queries.is_printed(certificate_id, key):
        return
    # Drawing and storing take long and must not hold the database.
    db.session.rollback()
    pdf = pressroom.draw(html)
    storage.put(f"certificates/{key}.pdf", pdf)
    with transaction():
        _record(certificate_id, key, pdf)


def _record(certificate_id: int, key: str, pdf: bytes) -> None:
    db.session.execute(
        select(Certificate.id).where(Certificate.id == certificate_id).with_for_update()
    )
    if queries.is_printed(certificate_id, key):
        return
    db.session.add(
        CertificateDocument(
            certificate_id=certificate_id,
            input_key=key,
            storage_key=f"certificates/{key}.pdf",
            sha256=hashlib.sha256(pdf).hexdigest(),
            size=len(pdf),
            rendered_at=clock.now(),
        )
    )
