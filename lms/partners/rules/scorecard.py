"""The scorecard: policy and facts on a day make a tier, with a receipt for each step.

Pages, exports, answers to programs and forecasts all call `evaluate`; nothing
else in the product counts for a tier.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms.partners.rules.facts import Fact, Facts
from lms.partners.rules.policy import Line, LineType, Policy, Tier, Unit
from lms.partners.rules.receipts import Receipt, receipts_of


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line of a tier: how much there is, and the recorded facts it rests on."""

    line: Line
    have: int
    facts: tuple[Fact, ...] = ()

    @property
    def need(self) -> int:
        return self.line.need

    @property
    def met(self) -> bool:
        return self.have >= self.need

    @property
    def gap(self) -> int:
        return max(0, self.need - self.have)

    @property
    def filled(self) -> int:
        """As much of the need as there is: full is full."""
        return min(self.have, self.need)


@dataclass(frozen=True, slots=True)
class TierResult:
    """`met`: its own requirements are; `reached`: those of all lower tiers as well."""

    tier: Tier
    requires: tuple[LineResult, ...]
    commitment: tuple[LineResult, ...]
    reached: bool

    @property
    def met(self) -> bool:
        return all(line.met for line in self.requires)

    @property
    def missing(self) -> tuple[LineResult, ...]:
        return tuple(line for line in self.requires if not line.met)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What one partner has on one day under one policy."""

    policy: Policy
    partner_id: int
    on: date
    tiers: tuple[TierResult, ...]
    receipts: tuple[Receipt, ...]

    @property
    def eligible(self) -> Tier | None:
        """The last tier before the first unmet one."""
        reached = [result.tier for result in self.tiers if result.reached]
        return reached[-1] if reached else None

    @property
    def next(self) -> TierResult | None:
        """The first tier that is not reached; None at the top."""
        return next((result for result in self.tiers if not result.reached), None)

    @property
    def counted(self) -> int:
        return sum(receipt.counts for receipt in self.receipts)

    @property
    def people(self) -> int:
        """How many people hold the certifications that count."""
        return len({r.person_id for r in self.receipts if r.counts})

    @property
    def distance(self) -> int:
        """How many things are missing to the next tier; 0 at the top."""
        return sum(
            1 if result.line.type is LineType.SUM else result.gap
            for result in (self.next.missing if self.next else ())
        )


def evaluate(policy: Policy, facts: Facts, partner_id: int, on: date) -> Scorecard:
    """The scorecard of a partner on a day; what happened later does not change it."""
    receipts = receipts_of(policy.grace_days, facts, partner_id, on)
    recorded = [
        fact
        for fact in facts.recorded
        if fact.partner_id == partner_id and fact.happened_on <= on
    ]
    tiers: list[TierResult] = []
    for tier in policy.tiers:
        requires = tuple(_measure(x, receipts, recorded, on) for x in tier.requires)
        commitment = tuple(_measure(x, receipts, recorded, on) for x in tier.commitment)
        below = tiers[-1].reached if tiers else True
        reached = below and all(line.met for line in requires)
        tiers.append(TierResult(tier, requires, commitment, reached))
    return Scorecard(policy, partner_id, on, tuple(tiers), tuple(receipts))


def _measure(
    line: Line, receipts: Iterable[Receipt], recorded: Iterable[Fact], on: date
) -> LineResult:
    if line.type is LineType.CERTIFICATIONS:
        wanted = line.certifications
        counted = [
            receipt
            for receipt in receipts
            if receipt.counts and (not wanted or receipt.certification in wanted)
        ]
        people = len({receipt.person_id for receipt in counted})
        return LineResult(line, people if line.unit is Unit.PERSON else len(counted))
    facts = tuple(fact for fact in recorded if _is_within(fact, line, on))
    if line.type is LineType.SUM:
        return LineResult(line, sum(fact.amount for fact in facts), facts)
    have = min(1, len(facts)) if line.type is LineType.FLAG else len(facts)
    return LineResult(line, have, facts)


def _is_within(fact: Fact, line: Line, on: date) -> bool:
    if fact.kind != line.kind:
        return False
    window = line.window_days
    return window is None or on - timedelta(days=window) < fact.happened_on
