"""What became of a certificate, from its issue to today, in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from certificates.awards import queries as awards
from certificates.awards.labels import cause_label
from certificates.awards.models import Certificate
from certificates.revocations import queries as revocations
from lms.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `tone` is gold, good, warn, bad or nothing."""

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    tone: str = ""
    other: Certificate | None = None


def history_of(certificate: Certificate) -> list[Entry]:
    """Everything, the latest first."""
    found = [
        *_issues(certificate),
        *_editions(certificate),
        *_suspensions(certificate),
        *_proposals(certificate),
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _issues(certificate: Certificate) -> Iterator[Entry]:
    yield Entry(
        certificate.issued_at,
        _("Issued"),
        _("to %(name)s", name=certificate.holder_name),
        tone="gold",
        other=certificate.renews,
    )
    later = certificate.renewed_by
    if later is not None:
        yield Entry(later.issued_at, _("Followed by"), tone="gold", other=later)
    revocation = certificate.revocation
    if revocation is not None:
        yield Entry(
            revocation.revoked_at,
            _("Revoked"),
            _reasons(revocation),
            _name(revocation.revoked_by),
            tone="bad",
        )


def _editions(certificate: Certificate) -> Iterator[Entry]:
    for edition in awards.editions_of(certificate.id):
        printed = ", ".join(filter(None, [edition.holder_name, edition.company_name]))
        yield Entry(
            edition.made_at,
            _("Edition %(number)s: %(words)s", number=edition.number, words=printed),
            edition.reason,
            _name(edition.made_by),
        )


def _suspensions(certificate: Certificate) -> Iterator[Entry]:
    for found in awards.suspensions_of(certificate.id):
        yield Entry(
            found.suspended_at,
            _("Suspended"),
            _reasons(found),
            _name(found.suspended_by),
            tone="warn",
        )
        if found.ended_at is not None:
            reason, who = found.end_reason or "", _name(found.ended_by)
            yield Entry(found.ended_at, _("Reinstated"), reason, who, tone="good")


def _proposals(certificate: Certificate) -> Iterator[Entry]:
    for found in revocations.proposals_of(certificate.id):
        who = _name(found.proposed_by)
        yield Entry(
            found.proposed_at, _("Revocation proposed"), _reasons(found), who, "warn"
        )
        if found.refused_at is not None:
            yield Entry(
                found.refused_at,
                _("Proposal refused"),
                found.refusal_reason or "",
                _name(found.refused_by),
            )


def _reasons(row: Any) -> str:
    return f"{cause_label(row.cause)}. {row.reason}"


def _name(person: Person | None) -> str:
    return person.name if person else "Laurel"
