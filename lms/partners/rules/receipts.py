"""Receipts: every certificate of a partner's people, counted or not, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.partners.rules.facts import (
    Affiliation,
    Credential,
    Facts,
    Suspension,
    by_person,
    workplace,
)

DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why a certificate counts, or why it does not."""

    IN_FORCE = "in_force"
    IN_GRACE = "in_grace"
    NOT_HERE = "not_here"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One certificate, and whether it counts.

    `day` is since when it does not (left, revoked, suspended, expired) or, in grace,
    the day it expired; `replaced_by` is the number of the certificate that counts
    instead.
    """

    person_id: int
    certification: str
    number: str
    expires_on: date
    reason: Reason
    day: date | None = None
    replaced_by: str | None = None

    @property
    def counts(self) -> bool:
        return self.reason in (Reason.IN_FORCE, Reason.IN_GRACE)


def receipts_of(
    grace_days: int, facts: Facts, partner_id: int, on: date
) -> list[Receipt]:
    """Every certificate of everybody who is or was with the partner, judged.

    Of people who left, only what they brought or earned while they were here:
    what they do elsewhere is not this partner's business.
    """
    credentials, affiliations = by_person(facts)
    found: list[Receipt] = []
    for person_id in sorted({a.person_id for a in facts.affiliations}):
        left, was_here = _presence(affiliations[person_id], partner_id, on)
        if was_here:
            until = on if left is None else left - DAY
            known = [c for c in credentials[person_id] if c.issued_on <= until]
            found += _judge(known, left, grace_days, on)
    return found


def _presence(
    affiliations: Sequence[Affiliation], partner_id: int, on: date
) -> tuple[date | None, bool]:
    """Since when the person is away from the partner, and if they were ever there."""

    def is_here(day: date) -> bool:
        place = workplace(affiliations, day)
        return place is not None and place.partner_id == partner_id

    if is_here(on):
        return None, True
    turns = {a.starts for a in affiliations} | {a.ends for a in affiliations if a.ends}
    for day in sorted((day for day in turns if day <= on), reverse=True):
        if is_here(day - DAY):
            return day, True
    return None, False


def _judge(
    credentials: Iterable[Credential], left: date | None, grace_days: int, on: date
) -> list[Receipt]:
    """The receipts of one person: each certification counts once at most."""
    known = sorted(credentials, key=lambda c: (c.issued_on, c.number))
    grace = timedelta(days=grace_days)
    best: dict[str, Credential] = {}
    for credential in known:
        is_over = on >= credential.expires_on + grace
        if is_over or _is_revoked(credential, on) or _suspension(credential, on):
            continue
        other = best.get(credential.certification)
        if other is None or _lasts(credential) > _lasts(other):
            best[credential.certification] = credential
    return [_receipt(c, best.get(c.certification), left, on) for c in known]


def _receipt(
    credential: Credential, best: Credential | None, left: date | None, on: date
) -> Receipt:
    reason, day, other = Reason.IN_FORCE, None, None
    if left is not None:
        reason, day = Reason.NOT_HERE, left
    elif _is_revoked(credential, on):
        reason, day = Reason.REVOKED, credential.revoked_on
    elif found := _suspension(credential, on):
        reason, day = Reason.SUSPENDED, found.starts
    elif best is None:
        reason, day = Reason.EXPIRED, credential.expires_on
    elif best is not credential:
        reason, other = Reason.REPLACED, best.number
    elif on >= credential.expires_on:
        reason, day = Reason.IN_GRACE, credential.expires_on
    return Receipt(
        credential.person_id,
        credential.certification,
        credential.number,
        credential.expires_on,
        reason,
        day,
        other,
    )


def _is_revoked(credential: Credential, on: date) -> bool:
    return credential.revoked_on is not None and credential.revoked_on <= on


def _suspension(credential: Credential, on: date) -> Suspension | None:
    return next((s for s in credential.suspensions if s.holds_on(on)), None)


def _lasts(credential: Credential) -> tuple[date, date, str]:
    return credential.expires_on, credential.issued_on, credential.number
