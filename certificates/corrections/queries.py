"""Questions about corrections: what is asked for, and what became of it."""

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from certificates.awards.models import Certificate
from certificates.corrections.models import CorrectionRequest
from lms.kernel.actor import Actor
from lms.kernel.db import db

UNDECIDED = (
    CorrectionRequest.approved_at.is_(None),
    CorrectionRequest.refused_at.is_(None),
)


def waiting() -> list[CorrectionRequest]:
    """Requests without a decision, the oldest first."""
    return list(
        db.session.scalars(_requests().where(*UNDECIDED).order_by(CorrectionRequest.id))
    )


def request_(request_id: int) -> CorrectionRequest:
    """One request, or 404."""
    found: CorrectionRequest = db.first_or_404(_requests().filter_by(id=request_id))
    return found


def own_request(request_id: int, *, by: Actor) -> CorrectionRequest:
    """The asker's own request, or 404."""
    found = request_(request_id)
    if found.asked_by_id != by.id:
        abort(404)
    return found


def requests_of(certificate_id: int) -> list[CorrectionRequest]:
    """Every request for a certificate, the newest first."""
    return list(
        db.session.scalars(
            _requests()
            .filter_by(certificate_id=certificate_id)
            .order_by(CorrectionRequest.id.desc())
        )
    )


def _requests() -> Select[CorrectionRequest]:
    about = joinedload(CorrectionRequest.certificate)
    return select(CorrectionRequest).options(
        about.joinedload(Certificate.certification_version),
        about.joinedload(Certificate.newest_edition),
        about.joinedload(Certificate.person),
    )
