"""Revoking: one person proposes, another one confirms, the holders are told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from certificates.awards import services as awards
from certificates.awards.errors import OwnCertificate
from certificates.awards.models import Certificate
from certificates.awards.rules.causes import Cause
from certificates.revocations import queries
from certificates.revocations.errors import (
    AlreadyDecided,
    AlreadyProposed,
    NothingToRevoke,
    OwnProposal,
    TooManyAtOnce,
)
from certificates.revocations.letters import tell_next, tell_the_others
from certificates.revocations.models import ProposedRevocation, RevocationProposal
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.db import changed, db
from lms.kernel.i18n import words as _
from lms.kernel.jobs import enqueue

MOST = 10_000
"""Certificates of one proposal; revoking so many takes a few seconds."""

NAMED = 20
"""In the audit trail; more of them stand in the proposal, and only their count here."""


def propose(
    ids: Collection[int], cause: Cause, reason: str, *, by: Actor, now: datetime
) -> RevocationProposal:
    """Ask a colleague to revoke these certificates. Nothing changes for them yet.

    Raises NothingToRevoke for none, TooManyAtOnce, OwnCertificate, and
    AlreadyProposed for one that is revoked or waits in another proposal.
    """
    if not ids:
        raise NothingToRevoke(_("None of these certificates can be revoked."))
    if len(ids) > MOST:
        raise TooManyAtOnce(_("At most %(most)s at once.", most=MOST))
    found = _held(ids)
    for certificate in found:
        awards.refuse_own(certificate, by)
    if len(queries.free_to_propose(ids)) < len(found):
        raise AlreadyProposed(
            _("One of them is revoked, or a proposal for it waits, since a moment ago.")
            if len(found) > 1
            else _("It is revoked, or a proposal to revoke it waits already.")
        )
    return _write(found, cause, reason, by=by, now=now)


def propose_what_fell(
    ids: Collection[int], cause: Cause, reason: str, *, by: Actor, now: datetime
) -> None:
    """Ask to revoke what rests on nothing any more; a certificate that is revoked, or
    proposed already, is left as it is.

    `by` is who made it so: somebody else confirms then, too.
    """
    free = queries.free_to_propose(ids)
    if free:
        _write(_held(free), cause, reason, by=by, now=now)


def confirm(proposal_id: int, *, by: Actor, now: datetime) -> RevocationProposal:
    """Revoke every certificate of the proposal, at once and for good.

    Of two confirmations one is carried out. The first letters are written here, the
    others by the worker. Raises OwnProposal, OwnCertificate and AlreadyDecided.
    """
    proposal = db.get_or_404(RevocationProposal, proposal_id)
    if proposal.proposed_by_id is not None and proposal.proposed_by_id == by.person_id:
        raise OwnProposal(_("You proposed this: somebody else confirms it."))
    _decide(proposal_id, confirmed_at=now, confirmed_by_id=by.id)
    found = _held(queries.proposed_ids(proposal_id))
    for certificate in found:
        awards.refuse_own(certificate, by)
    _settle(proposal_id, now=now)
    db.session.refresh(proposal)
    _note(proposal, "confirmed", _named(found), by=by, now=now)
    cause, reason = Cause(proposal.cause), proposal.reason
    standing = [c for c in found if c.revocation is None]
    awards.take_back(standing, cause, reason, by=by, now=now)
    if tell_next(proposal_id, now=now):
        enqueue(tell_the_others.__name__, proposal_id)
    return proposal


def refuse(
    proposal_id: int, reason: str, *, by: Actor, now: datetime
) -> RevocationProposal:
    """Leave the certificates as they are; who proposed takes it back so.

    Raises OwnCertificate, for somebody else's proposal, and AlreadyDecided.
    """
    proposal = db.get_or_404(RevocationProposal, proposal_id)
    is_taken_back = proposal.proposed_by_id == by.person_id
    if not is_taken_back and queries.holds_one_of(proposal_id, by.id):
        raise OwnCertificate(_("It is your own certificate: somebody else decides."))
    _decide(
        proposal_id, refused_at=now, refused_by_id=by.person_id, refusal_reason=reason
    )
    _settle(proposal_id, now=now)
    db.session.refresh(proposal)
    _note(proposal, "refused", {"reason": reason}, by=by, now=now)
    return proposal


def _write(
    found: Sequence[Certificate],
    cause: Cause,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> RevocationProposal:
    proposal = RevocationProposal(
        cause=cause, reason=reason, proposed_at=now, proposed_by_id=by.person_id
    )
    db.session.add(proposal)
    db.session.flush()
    lines = [{"proposal_id": proposal.id, "certificate_id": c.id} for c in found]
    db.session.execute(insert(ProposedRevocation), lines)
    after = {"cause": str(cause), "reason": reason, **_named(found)}
    _note(proposal, "proposed", after, by=by, now=now)
    return proposal


def _held(ids: Collection[int]) -> Sequence[Certificate]:
    """The certificates, held in one order: two proposals do not wait in a ring."""
    return db.session.scalars(
        queries.with_holder(ids)
        .order_by(Certificate.id)
        .with_for_update(of=Certificate)
        .execution_options(populate_existing=True)
    ).all()


def _decide(proposal_id: int, **decision: object) -> None:
    count = changed(
        update(RevocationProposal)
        .where(RevocationProposal.id == proposal_id, *queries.UNDECIDED)
        .values(**decision)
    )
    if count == 0:
        raise AlreadyDecided(_("This was decided before."))


def _settle(proposal_id: int, *, now: datetime) -> None:
    db.session.execute(
        update(ProposedRevocation)
        .where(ProposedRevocation.proposal_id == proposal_id)
        .values(settled_at=now)
    )


def _named(found: Sequence[Certificate]) -> dict[str, Any]:
    if len(found) > NAMED:
        return {"certificates": len(found)}
    return {"certificates": [certificate.number for certificate in found]}


def _note(
    proposal: RevocationProposal,
    deed: str,
    after: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> None:
    action = f"certificates.revocation.{deed}"
    audit.record(
        action, "revocation_proposal", proposal.id, by=by, now=now, after=after
    )
