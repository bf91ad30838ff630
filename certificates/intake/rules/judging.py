"""What would become of each line of a file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates.awards.rules.term import term

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Verdict(StrEnum):
    ISSUE = "issue"
    UNKNOWN_PERSON = "unknown_person"
    CLOSED = "closed"
    OWN = "own"
    UNKNOWN_CERTIFICATION = "unknown_certification"
    NO_DAY = "no_day"
    FUTURE = "future"
    BAD_END = "bad_end"
    OVER = "over"
    TWICE = "twice"
    RECORDED = "recorded"
    HELD = "held"
    SUSPENDED = "suspended"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it was written; `line` counts from 1, the head included."""

    line: int
    email: str
    name: str
    certification: str
    passed_on: str
    old_number: str = ""
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the system."""

    id: int
    name: str
    is_closed: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A certification of the system, and how many months its certificates last."""

    id: int
    months: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the system knows of what the file names: people by address, certifications
    by key, and passes that are recorded already."""

    people: Mapping[str, Someone]
    offers: Mapping[str, Offer]
    recorded: frozenset[tuple[int, int, date]] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with what would become of it, as far as it could be read."""

    row: Row
    verdict: Verdict
    person: Someone | None = None
    offer: Offer | None = None
    passed_on: date | None = None
    expires_on: date | None = None

    @property
    def is_good(self) -> bool:
        return self.verdict is Verdict.ISSUE

    @property
    def key(self) -> tuple[int, int, date]:
        """What makes a pass this one. Raises ValueError for what could not be read."""
        if self.person is None or self.offer is None or self.passed_on is None:
            raise ValueError(self.row.line)
        return self.person.id, self.offer.id, self.passed_on


def read_day(typed: str) -> date | None:
    """2026-11-28; None for anything else, and for days that no calendar has."""
    if not DAY.fullmatch(typed):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def judged(rows: Iterable[Row], known: Known, *, today: date) -> Iterator[Judged]:
    """Each line by itself, and against those before it: of two passes of one person
    for one certification the first line counts."""
    taken: set[tuple[int, int]] = set()
    for row in rows:
        found = _judge(row, known, today=today)
        if found.is_good:
            person_id, offer_id, _day = found.key
            if (person_id, offer_id) in taken:
                found = _but(found, Verdict.TWICE)
            taken.add((person_id, offer_id))
        yield found


def _judge(row: Row, known: Known, *, today: date) -> Judged:
    person = known.people.get(row.email.strip().lower())
    offer = known.offers.get(row.certification.strip())
    passed_on, ends = read_day(row.passed_on), read_day(row.expires_on)
    found = Judged(row, Verdict.ISSUE, person, offer, passed_on, ends)
    verdict = _of_person(person) or _of_days(row, passed_on, ends, today)
    if verdict is None:
        verdict = _of_pass(found, known, today)
    return _but(found, verdict) if verdict else found


def _of_person(person: Someone | None) -> Verdict | None:
    if person is None:
        return Verdict.UNKNOWN_PERSON
    if person.is_own:
        return Verdict.OWN
    return Verdict.CLOSED if person.is_closed else None


def _of_days(
    row: Row, passed_on: date | None, ends: date | None, today: date
) -> Verdict | None:
    if passed_on is None:
        return Verdict.NO_DAY
    if passed_on > today:
        return Verdict.FUTURE
    if row.expires_on and (ends is None or ends <= passed_on):
        return Verdict.BAD_END
    return None


def _of_pass(found: Judged, known: Known, today: date) -> Verdict | None:
    if found.offer is None or found.passed_on is None:
        return Verdict.UNKNOWN_CERTIFICATION
    if found.key in known.recorded:
        return Verdict.RECORDED
    promised = term(found.passed_on, found.offer.months).expires
    return Verdict.OVER if (found.expires_on or promised) <= today else None


def _but(found: Judged, verdict: Verdict) -> Judged:
    return Judged(
        found.row,
        verdict,
        found.person,
        found.offer,
        found.passed_on,
        found.expires_on,
    )
