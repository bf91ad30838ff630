"""Short ways to say what is known of a partner, in plain rule types."""

from datetime import date, timedelta

from lms.partners.rules.facts import Affiliation, Credential, Fact, Facts
from lms.partners.rules.policy import parse
from tests.partners.policies import founding

POLICY = parse(founding())
TODAY = date(2026, 11, 22)
NORTHLIGHT, ATLAS = 1, 2
REGISTERED = ("agreement_signed", "basic_training")


def held(person, certification="foundations", *, number="", **days) -> Credential:
    """A certificate, in force today unless its days say otherwise."""
    return Credential(
        number or f"NB-{person}-{certification}",
        person,
        certification,
        days.get("issued_on", date(2026, 1, 10)),
        days.get("expires_on", date(2028, 1, 10)),
        days.get("revoked_on"),
        days.get("suspensions", ()),
    )


def works(person, partner=NORTHLIGHT, starts=date(2025, 1, 1), ends=None, row=0):
    return Affiliation(row or person * 10 + partner, person, partner, starts, ends)


def recorded(*kinds, partner=NORTHLIGHT, on=date(2026, 2, 1), amount=1):
    return tuple(Fact(n, partner, kind, on, amount) for n, kind in enumerate(kinds, 1))


def a_partner_with(certificates=0, implementations=0, more=(), revenue=0) -> Facts:
    """A registered partner with one certificate for each of so many people."""
    people = range(1, certificates + 1)
    return Facts(
        tuple(held(person) for person in people),
        tuple(works(person) for person in people),
        recorded(*REGISTERED, *["implementation"] * implementations, *more)
        + (recorded("revenue", amount=revenue) if revenue else ()),
    )


def days_from(start: date, count: int) -> list[date]:
    return [start + timedelta(days=n) for n in range(count)]
