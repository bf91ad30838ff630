"""Beside the steps: the way to a certificate, and the tier of the company."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from exams.papers.models import ExamVersion
from lms.catalogue.models import CertificationVersion
from lms.kernel.actor import Actor
from lms.kernel.permissions import Permission
from lms.learning.queries import Outline
from lms.partners import queries as partners
from lms.partners.rules.policy import Tier
from lms.partners.rules.scorecard import TierResult
from lms.reports.home_exams import Asked


@dataclass(frozen=True, slots=True)
class Way:
    """All that stands between a learner and the certificate of one course."""

    outline: Outline
    version: CertificationVersion
    exam: ExamVersion | None


@dataclass(frozen=True, slots=True)
class CompanyTier:
    """Figures of the learner's company; nothing that belongs to a colleague."""

    name: str
    tier: Tier | None
    next: TierResult | None
    counted: int
    own: int


def way(
    key: str | None,
    versions: Iterable[CertificationVersion],
    exams: Mapping[int, Asked],
    outlines: Mapping[int, Outline],
) -> Way | None:
    """The way to this certification, or None if it has no lessons here."""
    wanted = next((v for v in versions if v.certification.key == key), None)
    outline = outlines.get(wanted.certification_id) if wanted else None
    if wanted is None or outline is None:
        return None
    exam = exams.get(wanted.certification_id)
    return Way(outline, wanted, exam.version if exam else None)


def company_tier(actor: Actor, today: date) -> CompanyTier | None:
    """None without a company or rules, and for those who have the scorecard itself."""
    own = partners.own_company(actor)
    if own is None or actor.may(Permission.SEE_SCORECARD):
        return None
    standing = partners.standing(own, today)
    if standing is None:
        return None
    card = standing.scorecard
    return CompanyTier(
        name=own.name,
        tier=card.eligible,
        next=card.next,
        counted=card.counted,
        own=sum(r.counts and r.person_id == actor.id for r in card.receipts),
    )
