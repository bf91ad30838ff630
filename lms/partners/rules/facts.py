"""What is known of partners: certificates, who works where, recorded facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What can be recorded of a partner."""

    AGREEMENT_SIGNED = "agreement_signed"
    BASIC_TRAINING = "basic_training"
    IMPLEMENTATION = "implementation"
    REVENUE = "revenue"
    STRATEGIC_FOCUS = "strategic_focus"


FLAGS = frozenset({Kind.AGREEMENT_SIGNED, Kind.BASIC_TRAINING, Kind.STRATEGIC_FOCUS})
"""True from the first time on: a second one says nothing new."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A certificate counts for nothing on starts <= day < ends; None is open."""

    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Credential:
    """One certificate of one person; in force on issued_on <= day < expires_on."""

    number: str
    person_id: int
    certification: str
    issued_on: date
    expires_on: date
    revoked_on: date | None = None
    suspensions: tuple[Suspension, ...] = ()


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A person works for a partner on starts <= day < ends."""

    id: int
    person_id: int
    partner_id: int
    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something true of a partner from a day on. Revenue is in whole cents."""

    id: int
    partner_id: int
    kind: str
    happened_on: date
    amount: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the tiers of some partners can rest on.

    `affiliations` are all of the people concerned, with other partners too:
    otherwise nobody could tell for whom a person counts.
    """

    credentials: tuple[Credential, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    recorded: tuple[Fact, ...] = ()


NOTHING = Facts()


def workplace(affiliations: Iterable[Affiliation], day: date) -> Affiliation | None:
    """Where one person works on a day: the place they joined last, never two."""
    return max(
        (a for a in affiliations if a.holds_on(day)),
        key=lambda a: (a.starts, a.id),
        default=None,
    )


def by_partner(facts: Facts) -> Mapping[int, Facts]:
    """The same facts sorted by partner, so that each is judged on its own share."""
    credentials, affiliations = by_person(facts)
    recorded: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts.recorded:
        recorded[fact.partner_id].append(fact)
    people: dict[int, set[int]] = defaultdict(set)
    for affiliation in facts.affiliations:
        people[affiliation.partner_id].add(affiliation.person_id)
    return {
        partner: Facts(
            tuple(c for person in sorted(people[partner]) for c in credentials[person]),
            tuple(
                a for person in sorted(people[partner]) for a in affiliations[person]
            ),
            tuple(recorded[partner]),
        )
        for partner in sorted(people.keys() | recorded.keys())
    }


def by_person(
    facts: Facts,
) -> tuple[Mapping[int, list[Credential]], Mapping[int, list[Affiliation]]]:
    """The certificates and the affiliations of each person; none is an empty list."""
    credentials: dict[int, list[Credential]] = defaultdict(list)
    affiliations: dict[int, list[Affiliation]] = defaultdict(list)
    for credential in facts.credentials:
        credentials[credential.person_id].append(credential)
    for affiliation in facts.affiliations:
        affiliations[affiliation.person_id].append(affiliation)
    return credentials, affiliations
