"""Questions about partners: what is known of them, and where they stand on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Company
from lms.kernel.actor import Actor
from lms.kernel.db import Text, db
from lms.kernel.permissions import Permission
from lms.partners.known import known, titles
from lms.partners.models import FactWithdrawal, PartnerFact, PolicyVersion
from lms.partners.rules.facts import NOTHING, Facts, by_partner
from lms.partners.rules.policy import Policy, parse, policy_at
from lms.partners.rules.receipts import Receipt
from lms.partners.rules.scorecard import Scorecard, evaluate


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt with the words that go with it."""

    receipt: Receipt
    person: str
    title: Text
    days_left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one partner stands on a day, and everything that rests on."""

    company: Company
    scorecard: Scorecard
    facts: Facts
    names: Mapping[int, str]
    titles: Mapping[str, Text]

    @property
    def receipts(self) -> list[ReceiptLine]:
        """What counts first, each part by the day it ends."""
        lines = [self.line(receipt) for receipt in self.scorecard.receipts]
        return sorted(
            lines,
            key=lambda line: (
                not line.receipt.counts,
                line.receipt.expires_on,
                line.person,
                line.receipt.number,
            ),
        )

    def line(self, receipt: Receipt) -> ReceiptLine:
        return ReceiptLine(
            receipt,
            self.names[receipt.person_id],
            self.titles.get(receipt.certification, {"en": receipt.certification}),
            (receipt.expires_on - self.scorecard.on).days,
        )


def company_seen_by(by: Actor, slug: str) -> Company:
    """The partner, for its own people and for those who see all; else 404."""
    company: Company = db.first_or_404(select(Company).filter_by(slug=slug))
    if company.id != by.company_id and not by.may(Permission.SEE_PARTNERS):
        abort(404)
    return company


def own_company(by: Actor) -> Company | None:
    return db.session.get(Company, by.company_id) if by.company_id else None


def rules_on(day: date) -> Policy | None:
    """The tier rules in force on a day."""
    documents = db.session.scalars(select(PolicyVersion.document))
    return policy_at([parse(document) for document in documents], day)


def standing(company: Company, on: date) -> Standing | None:
    """Where the partner stands, in five queries; None if no rules were in force."""
    policy = rules_on(on)
    if policy is None:
        return None
    facts, names = known(company.id)
    scorecard = evaluate(policy, facts, company.id, on)
    return Standing(company, scorecard, facts, names, titles())


def standing_or_404(company: Company, on: date) -> Standing:
    """Where the partner stands, or 404 if no rules were in force."""
    found = standing(company, on)
    if found is None:
        abort(404)
    return found


def standings(policy: Policy, on: date) -> list[tuple[Company, Scorecard]]:
    """All partners, the ones closest to their next tier first; in four queries."""
    companies = db.session.scalars(select(Company).order_by(Company.name))
    shares = by_partner(known(None)[0])
    found = [
        (company, evaluate(policy, shares.get(company.id, NOTHING), company.id, on))
        for company in companies
    ]
    return sorted(found, key=lambda pair: (pair[1].next is None, pair[1].distance))


def facts_of(company: Company) -> list[PartnerFact]:
    """Everything recorded of a partner, withdrawn facts too, the newest first."""
    return list(
        db.session.scalars(
            select(PartnerFact)
            .where(PartnerFact.company_id == company.id)
            .order_by(PartnerFact.happened_on.desc(), PartnerFact.id.desc())
            .options(
                joinedload(PartnerFact.recorded_by),
                joinedload(PartnerFact.withdrawal).joinedload(
                    FactWithdrawal.withdrawn_by
                ),
            )
        )
    )


def fact_of(company: Company, fact_id: int) -> PartnerFact:
    """One recorded fact of this partner, or 404."""
    fact: PartnerFact = db.first_or_404(
        select(PartnerFact).filter_by(id=fact_id, company_id=company.id)
    )
    return fact


def is_recorded(company_id: int, kind: str, **same: Any) -> bool:
    """Does a fact of this kind, with these fields, stand and count?"""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(PartnerFact)
            .outerjoin(PartnerFact.withdrawal)
            .where(FactWithdrawal.fact_id.is_(None))
            .filter_by(company_id=company_id, kind=kind, **same)
        )
    )
