"""Questions about proposals: what waits, what may be proposed, who was told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from certificates.awards.models import Certificate, Revocation, Suspension
from certificates.revocations.models import ProposedRevocation, RevocationProposal
from lms.kernel.db import db, in_slices

PAGE = 50
UNDECIDED = (
    RevocationProposal.confirmed_at.is_(None),
    RevocationProposal.refused_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits, the number of its certificates and one of them."""

    proposal: RevocationProposal
    count: int
    first: Certificate


@dataclass(frozen=True, slots=True)
class Progress:
    """How many holders of a proposal's certificates have their letter."""

    told: int
    all: int


def waiting() -> list[Waiting]:
    """Proposals without a decision, the oldest first."""
    lines = (
        select(
            ProposedRevocation.proposal_id,
            func.count().label("number"),
            func.min(ProposedRevocation.certificate_id).label("first"),
        )
        .where(ProposedRevocation.settled_at.is_(None))
        .group_by(ProposedRevocation.proposal_id)
        .subquery()
    )
    rows = db.session.execute(
        select(RevocationProposal, lines.c.number, Certificate)
        .join(lines, lines.c.proposal_id == RevocationProposal.id)
        .join(Certificate, Certificate.id == lines.c.first)
        .order_by(RevocationProposal.id)
        .options(
            joinedload(RevocationProposal.proposed_by),
            joinedload(Certificate.certification_version),
            joinedload(Certificate.newest_edition),
        )
    )
    return [Waiting(*row) for row in rows]


def suspended() -> list[Suspension]:
    """Suspensions that have not ended, the oldest first."""
    about = joinedload(Suspension.certificate)
    return list(
        db.session.scalars(
            select(Suspension)
            .where(
                Suspension.ended_at.is_(None),
                ~exists().where(Revocation.certificate_id == Suspension.certificate_id),
            )
            .order_by(Suspension.id)
            .options(
                joinedload(Suspension.suspended_by),
                about.joinedload(Certificate.certification_version),
                about.joinedload(Certificate.newest_edition),
            )
        )
    )


def proposal(proposal_id: int) -> RevocationProposal:
    """One proposal, or 404."""
    found: RevocationProposal = db.first_or_404(
        select(RevocationProposal)
        .filter_by(id=proposal_id)
        .options(
            joinedload(RevocationProposal.proposed_by),
            joinedload(RevocationProposal.confirmed_by),
            joinedload(RevocationProposal.refused_by),
        )
    )
    return found


def proposals_of(certificate_id: int) -> list[RevocationProposal]:
    """Every proposal that named a certificate, the newest first."""
    return list(
        db.session.scalars(
            select(RevocationProposal)
            .join(
                ProposedRevocation,
                ProposedRevocation.proposal_id == RevocationProposal.id,
            )
            .where(ProposedRevocation.certificate_id == certificate_id)
            .order_by(RevocationProposal.id.desc())
            .options(
                joinedload(RevocationProposal.proposed_by),
                joinedload(RevocationProposal.confirmed_by),
                joinedload(RevocationProposal.refused_by),
            )
        )
    )


def proposed(proposal_id: int, *, page: int) -> Pagination:
    """The certificates of a proposal, by number."""
    lines = select(ProposedRevocation.certificate_id).filter_by(proposal_id=proposal_id)
    found = (
        select(Certificate)
        .where(Certificate.id.in_(lines))
        .order_by(Certificate.number)
        .options(
            joinedload(Certificate.certification_version),
            joinedload(Certificate.newest_edition),
        )
    )
    return db.paginate(found, page=page, per_page=PAGE, max_per_page=PAGE)


def proposed_ids(proposal_id: int) -> list[int]:
    return list(
        db.session.scalars(
            select(ProposedRevocation.certificate_id).filter_by(proposal_id=proposal_id)
        )
    )


def progress(proposal_id: int) -> Progress:
    told, everybody = db.session.execute(
        select(func.count(ProposedRevocation.told_at), func.count()).where(
            ProposedRevocation.proposal_id == proposal_id
        )
    ).one()
    return Progress(told, everybody)


def untold(proposal_id: int, *, most: int) -> Sequence[ProposedRevocation]:
    """Revoked by this proposal, and the holder has no letter of it yet."""
    about = joinedload(ProposedRevocation.certificate)
    return db.session.scalars(
        select(ProposedRevocation)
        .where(
            ProposedRevocation.proposal_id == proposal_id,
            ProposedRevocation.told_at.is_(None),
        )
        .order_by(ProposedRevocation.certificate_id)
        .limit(most)
        .options(
            about.joinedload(Certificate.person),
            about.joinedload(Certificate.revocation),
            about.joinedload(Certificate.certification_version),
        )
        .execution_options(populate_existing=True)
    ).all()


def certificates_on(attempt_id: int) -> list[int]:
    """The ids of what was issued for an attempt."""
    return list(
        db.session.scalars(select(Certificate.id).filter_by(attempt_id=attempt_id))
    )


def holds_one_of(proposal_id: int, person_id: int) -> bool:
    """Is one of the proposal's certificates this person's?"""
    found = (
        select(Certificate.id)
        .join(ProposedRevocation, ProposedRevocation.certificate_id == Certificate.id)
        .where(
            ProposedRevocation.proposal_id == proposal_id,
            Certificate.person_id == person_id,
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def free_to_propose(ids: Collection[int]) -> set[int]:
    """Those that are neither revoked nor wait in a proposal."""
    free: set[int] = set()
    for some in in_slices(ids):
        free |= set(
            db.session.scalars(
                select(Certificate.id).where(
                    Certificate.id.in_(some),
                    ~exists().where(Revocation.certificate_id == Certificate.id),
                    ~exists().where(
                        ProposedRevocation.certificate_id == Certificate.id,
                        ProposedRevocation.settled_at.is_(None),
                    ),
                )
            )
        )
    return free


def with_holder(ids: Collection[int]) -> Select[Certificate]:
    """Certificates with everything that revoking them looks at."""
    return (
        select(Certificate)
        .where(Certificate.id.in_(ids))
        .options(joinedload(Certificate.revocation))
    )
