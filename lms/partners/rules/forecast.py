"""What becomes of a scorecard if nobody does anything: the same count on later days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lms.partners.rules.facts import Facts
from lms.partners.rules.policy import Policy, Tier
from lms.partners.rules.receipts import Receipt
from lms.partners.rules.scorecard import Scorecard, evaluate


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on the scorecard is this; `lost` are the receipts that ended."""

    day: date
    scorecard: Scorecard
    lost: tuple[Receipt, ...] = ()

    @property
    def tier(self) -> Tier | None:
        return self.scorecard.eligible

    @property
    def have(self) -> int:
        return self.scorecard.counted


def forecast(
    policy: Policy, facts: Facts, partner_id: int, on: date, until: date
) -> list[Step]:
    """The days on which the tier or the count changes, the first being `on`.

    Only days on which a known fact begins or ends can change anything, so only
    these are looked at.
    """
    steps = [Step(on, evaluate(policy, facts, partner_id, on))]
    for day in sorted({day for day in _turns(policy, facts) if on < day <= until}):
        before, now = steps[-1].scorecard, evaluate(policy, facts, partner_id, day)
        if _state(before) != _state(now):
            steps.append(Step(day, now, _lost(before, now)))
    return steps


def fall(steps: list[Step]) -> Step | None:
    """The first step on which the tier is not the one of the first step."""
    return next((step for step in steps if step.tier != steps[0].tier), None)


def _turns(policy: Policy, facts: Facts) -> Iterator[date]:
    for credential in facts.credentials:
        yield credential.issued_on
        yield credential.expires_on + timedelta(days=policy.grace_days)
        if credential.revoked_on is not None:
            yield credential.revoked_on
        for suspension in credential.suspensions:
            yield suspension.starts
            if suspension.ends is not None:
                yield suspension.ends
    for affiliation in facts.affiliations:
        yield affiliation.starts
        if affiliation.ends is not None:
            yield affiliation.ends
    lines = (line for t in policy.tiers for line in (*t.requires, *t.commitment))
    windows = {0, *(line.window_days or 0 for line in lines)}
    for fact in facts.recorded:
        yield from (fact.happened_on + timedelta(days=window) for window in windows)


def _state(scorecard: Scorecard) -> tuple[Tier | None, int, int]:
    return scorecard.eligible, scorecard.counted, scorecard.people


def _lost(before: Scorecard, now: Scorecard) -> tuple[Receipt, ...]:
    counted = {receipt.number for receipt in before.receipts if receipt.counts}
    return tuple(r for r in now.receipts if r.number in counted and not r.counts)
