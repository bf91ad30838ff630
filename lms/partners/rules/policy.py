"""The tier policy as data: what a partner must have for each tier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.partners.rules.check import problems

__all__ = [
    "Line",
    "LineType",
    "Policy",
    "Tier",
    "Unit",
    "parse",
    "policy_at",
    "problems",
]

CENTS = 100


class LineType(StrEnum):
    CERTIFICATIONS = "certifications"
    EVENTS = "events"
    SUM = "sum"
    FLAG = "flag"


class Unit(StrEnum):
    """What a line of certifications counts."""

    CERTIFICATE = "certificate"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a tier asks for: at least `need` of it.

    `need` is in the unit of the facts: a sum of money in whole cents.
    """

    type: LineType
    need: int
    kind: str = ""
    certifications: tuple[str, ...] = ()
    unit: Unit = Unit.CERTIFICATE
    window_days: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """`requires` decides; `commitment` is shown beside it and does not."""

    key: str
    title: Mapping[str, str]
    requires: tuple[Line, ...]
    commitment: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules, with its tiers from the lowest to the highest."""

    version: str
    effective_from: date
    grace_days: int
    tiers: tuple[Tier, ...]

    def tier(self, key: str) -> Tier:
        return next(tier for tier in self.tiers if tier.key == key)


def parse(document: Mapping[str, Any]) -> Policy:
    """The policy a document says. Raises ValueError naming everything wrong in it."""
    if wrong := problems(document):
        raise ValueError("; ".join(wrong))
    counting = document.get("counting", {})
    unit = Unit(counting.get("unit", Unit.CERTIFICATE))
    return Policy(
        document["version"],
        date.fromisoformat(document["effective_from"]),
        counting.get("grace_days_after_expiry", 0),
        tuple(_tier(tier, unit) for tier in document["tiers"]),
    )


def policy_at(policies: Iterable[Policy], day: date) -> Policy | None:
    """The rules of a day: the version that came into force last."""
    return max(
        (policy for policy in policies if policy.effective_from <= day),
        key=lambda policy: policy.effective_from,
        default=None,
    )


def _tier(document: Mapping[str, Any], unit: Unit) -> Tier:
    return Tier(
        document["key"],
        document.get("title", {"en": document["key"].replace("_", " ").capitalize()}),
        tuple(_line(line, unit) for line in document["requires"]),
        tuple(_line(line, unit) for line in document["commitment"]),
    )


def _line(document: Mapping[str, Any], unit: Unit) -> Line:
    kind = LineType(document["type"])
    minimum = document.get("min", 1)
    return Line(
        kind,
        # The policy speaks of dollars as its readers do; facts are kept in cents.
        minimum * CENTS if kind is LineType.SUM else minimum,
        document.get("kind", ""),
        tuple(document.get("certs", ())),
        Unit(document.get("unit", unit)),
        document.get("window_days"),
    )
