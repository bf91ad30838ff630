"""What the worker does for a certificate that was issued. Bears being run twice."""

from certificates.awards.letters import write_to_holder
from certificates.awards.models import Certificate
from certificates.awards.rules.term import State
from certificates.documents.jobs import render_certificate
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.jobs import job
from lms.kernel.mail import is_written


@job
def announce_certificate(certificate_id: int) -> None:
    """Write to the holder, once, and print it."""
    occasion = f"certificate {certificate_id} issued"
    with transaction():
        if not is_written(occasion):
            _write(certificate_id, occasion)
    render_certificate(certificate_id)


def _write(certificate_id: int, occasion: str) -> None:
    certificate = db.session.get_one(Certificate, certificate_id)
    before, issued_on = certificate.renews, certificate.issued_at.date()
    is_renewal = before and before.state(issued_on) is State.SUPERSEDED
    write_to_holder(
        certificate,
        "certificate_issued",
        now=clock.now(),
        occasion=occasion,
        renewed=before if is_renewal else None,
    )
