"""Picking certificates for one proposal: by what they are of, or by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from certificates.awards.models import Certificate, Revocation
from certificates.awards.rules.number import parse
from certificates.revocations.models import ProposedRevocation
from certificates.revocations.rules.picking import Picked, Verdict, verdict
from lms.catalogue.models import Certification
from lms.catalogue.queries import programme
from lms.kernel.actor import Actor
from lms.kernel.db import db, in_slices


@dataclass(frozen=True, slots=True)
class Line:
    """A number as it was given, and what can be done with it."""

    typed: str
    certificate: Certificate | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Preview:
    """What a proposal over these numbers would be about."""

    lines: list[Line]

    @property
    def free(self) -> list[Certificate]:
        """What would be proposed."""
        return [
            line.certificate
            for line in self.lines
            if line.certificate and line.verdict is Verdict.FREE
        ]

    @property
    def left_out(self) -> list[Line]:
        """What would not, with the reason."""
        return [line for line in self.lines if line.verdict is not Verdict.FREE]


def numbers_of(
    certification: str | None, first: date | None, last: date | None
) -> list[str]:
    """Certificates that are not revoked, of one certification, issued on these days;
    the oldest first."""
    found = (
        select(Certificate.number)
        .join(Certificate.certification)
        .where(~exists().where(Revocation.certificate_id == Certificate.id))
        .order_by(Certificate.issued_at, Certificate.id)
    )
    if certification:
        found = found.where(Certification.key == certification)
    if first:
        found = found.where(Certificate.issued_on >= first)
    if last:
        found = found.where(Certificate.issued_on <= last)
    return list(db.session.scalars(found))


def preview(typed: Sequence[str], *, by: Actor) -> Preview:
    """Judge every number; one that was given twice stands once."""
    prefix = (found.certificate_prefix if (found := programme()) else "") or ""
    meant = {text: parse(text, prefix=prefix) for text in typed}
    known = _known([number for number in meant.values() if number])
    waiting = _waiting([certificate.id for certificate in known.values()])
    lines: dict[str, Line] = {}
    for text, number in meant.items():
        certificate = known.get(number or "")
        lines.setdefault(number or text, _line(text, certificate, waiting, by))
    return Preview(list(lines.values()))


def _line(
    text: str, certificate: Certificate | None, waiting: set[int], by: Actor
) -> Line:
    if certificate is None:
        return Line(text, None, verdict(None))
    picked = Picked(
        is_revoked=certificate.revocation is not None,
        is_proposed=certificate.id in waiting,
        is_own=certificate.person_id == by.person_id,
    )
    return Line(text, certificate, verdict(picked))


def _known(numbers: Sequence[str]) -> dict[str, Certificate]:
    found = select(Certificate).options(
        joinedload(Certificate.certification_version),
        joinedload(Certificate.revocation),
        joinedload(Certificate.newest_edition),
    )
    return {
        certificate.number: certificate
        for some in in_slices(numbers)
        for certificate in db.session.scalars(found.where(Certificate.number.in_(some)))
    }


def _waiting(ids: Sequence[int]) -> set[int]:
    return {
        certificate_id
        for some in in_slices(ids)
        for certificate_id in db.session.scalars(
            select(ProposedRevocation.certificate_id).where(
                ProposedRevocation.certificate_id.in_(some),
                ProposedRevocation.settled_at.is_(None),
            )
        )
    }
