"""How much waits for a decision."""

from sqlalchemy import func, select

from certificates.awards.models import Revocation, Suspension
from certificates.corrections.models import CorrectionRequest
from certificates.corrections.queries import UNDECIDED as UNANSWERED
from certificates.revocations.models import RevocationProposal
from certificates.revocations.queries import UNDECIDED
from lms.kernel.db import db


def to_decide() -> int:
    """Proposals, requests and suspensions that nobody has decided, in one query."""
    counts = (
        select(func.count(RevocationProposal.id)).where(*UNDECIDED),
        select(func.count(CorrectionRequest.id)).where(*UNANSWERED),
        select(func.count(Suspension.id))
        .outerjoin(Revocation, Revocation.certificate_id == Suspension.certificate_id)
        .where(Suspension.ended_at.is_(None), Revocation.certificate_id.is_(None)),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts)))
    return sum(row.one())
