"""What the home page asks for those who run or watch the whole programme."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select

from certificates.awards import queries as awards
from certificates.register.queries import to_decide
from lms.accounts.models import Affiliation, Company, Person
from lms.accounts.queries import works_on
from lms.catalogue import queries as catalogue
from lms.catalogue.models import ProgrammeVersion
from lms.kernel.actor import Actor
from lms.kernel.db import db
from lms.kernel.mail import Mail
from lms.kernel.permissions import Permission
from lms.partners import queries as partners
from lms.partners.rules.scorecard import Scorecard
from lms.reports import queries
from lms.reports.home_company import SOON
from lms.reports.queries import Deed, Filters

SHOWN = 8
CLOSEST = 5
LATE = timedelta(minutes=15)
"""The worker sends within seconds; after a quarter of an hour something is wrong."""


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme in figures; `version` is None before the first loading.

    `to_decide`: how much about certificates waits for somebody.
    """

    version: ProgrammeVersion | None
    partners: int
    practitioners: int
    ending: int
    closest: list[tuple[Company, Scorecard]]
    may_load: bool
    to_decide: int

    template = "reports/home/programme.html"


@dataclass(frozen=True, slots=True)
class Administration:
    """What is stuck: letters that did not leave, people who did not come in."""

    late_letters: int
    invited: int

    template = "reports/home/administration.html"


@dataclass(frozen=True, slots=True)
class Trail:
    """The latest deeds."""

    deeds: list[Deed]

    template = "reports/home/trail.html"


def programme(actor: Actor, *, now: datetime) -> Programme:
    """Everything the programme's part shows, in a fixed number of queries."""
    live = awards.live_certificates(on=now.date())
    companies, at_partners = _partners(now)
    return Programme(
        version=catalogue.programme(),
        partners=companies,
        practitioners=len({c.person_id for c in live} & at_partners),
        closest=_closest(now),
        ending=sum(c.expires_on <= now.date() + SOON for c in live),
        may_load=actor.may(Permission.LOAD_PROGRAMME),
        to_decide=to_decide(),
    )


def administration(actor: Actor, *, now: datetime) -> Administration:
    """What is stuck, in two queries."""
    return Administration(
        late_letters=_count(
            select(Mail.id).where(Mail.sent_at.is_(None), Mail.queued_at < now - LATE)
        ),
        invited=_count(
            select(Person.id).where(
                Person.password_hash.is_(None), Person.closed_at.is_(None)
            )
        ),
    )


def trail(actor: Actor, *, now: datetime) -> Trail:
    """The newest page of the audit trail, cut short."""
    return Trail(queries.audit_trail(Filters(), page=1)[1][:SHOWN])


def _closest(now: datetime) -> list[tuple[Company, Scorecard]]:
    """The partners that need least for their next tier."""
    policy = partners.rules_on(now.date())
    ranked = partners.standings(policy, now.date()) if policy else []
    return [(company, card) for company, card in ranked if card.next][:CLOSEST]


def _partners(now: datetime) -> tuple[int, set[int]]:
    """How many companies there are, and who works for one of them today."""
    rows = db.session.execute(
        select(Company.id, Affiliation.person_id).outerjoin(
            Affiliation,
            and_(Affiliation.company_id == Company.id, works_on(now.date())),
        )
    ).all()
    return len({company for company, _ in rows}), {
        person for _, person in rows if person is not None
    }


def _count(wanted: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
