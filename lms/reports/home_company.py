"""What the home page asks for those who answer for a company's people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from lms.accounts.models import Affiliation, Person
from lms.accounts.queries import works_on
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.partners import queries as partners
from lms.partners.queries import ReceiptLine, Standing
from lms.partners.rules.forecast import Step, fall, forecast

SHOWN = 5
SOON = timedelta(days=90)
"""As long as a renewal is open."""
AHEAD = timedelta(days=365)
"""Nobody plans a renewal more than a year before."""


@dataclass(frozen=True, slots=True)
class Company:
    """`standing` is None before the first tier rules; `fall` if no tier is lost."""

    name: str
    standing: Standing | None
    fall: Step | None
    people: int
    invited: int

    template = "reports/home/company.html"

    @property
    def ending(self) -> list[ReceiptLine]:
        """What counts today and ends soon, the first to end first."""
        lines = self.standing.receipts if self.standing else []
        return [x for x in lines if x.receipt.counts and x.days_left <= SOON.days]


def company(actor: Actor, *, now: datetime) -> Company:
    """Everything the company's part shows; for nobody's company an empty one."""
    today = now.date()
    own = partners.own_company(actor)
    standing = partners.standing(own, today) if own else None
    people, invited = _people(actor.company_id, today)
    return Company(
        name=own.name if own else "",
        standing=standing,
        fall=_fall(standing, today) if standing else None,
        people=people,
        invited=invited,
    )


def _fall(standing: Standing, today: date) -> Step | None:
    scorecard = standing.scorecard
    steps = forecast(
        scorecard.policy, standing.facts, scorecard.partner_id, today, today + AHEAD
    )
    lost = fall(steps)
    # A rise is a change, too, but nothing to warn of.
    return lost if lost and lost.have < steps[0].have else None


def _people(company_id: int | None, today: date) -> tuple[int, int]:
    """How many people the company has today, and how many have not come in yet."""
    people, known = db.session.execute(
        select(func.count(), func.count(Person.password_hash))
        .select_from(Affiliation)
        .join(Affiliation.person)
        .where(
            Affiliation.company_id == company_id,
            works_on(today),
            Person.closed_at.is_(None),
        )
    ).one()
    return people, people - known
