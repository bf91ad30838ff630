"""Questions about files of earlier results."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from certificates.awards.legacy import LegacyResult
from certificates.awards.models import Certificate
from certificates.awards.queries import certificates
from certificates.awards.renewals import Standing, legacy_standing
from certificates.intake.models import Intake, IntakeLine
from certificates.intake.rules.judging import (
    Judged,
    Known,
    Offer,
    Row,
    Someone,
    Verdict,
    judged,
)
from lms.accounts.models import Person
from lms.catalogue.queries import current_versions
from lms.kernel.actor import Actor
from lms.kernel.db import db

Value = TypeVar("Value", int, str)
SLICE = 500
"""Values in one question: databases take some thousands."""
SHOWN = 20


def preview(rows: Sequence[Row], *, by: Actor, on: date) -> list[Judged]:
    """What would become of each line, as things stand."""
    lines = list(judged(rows, _known(rows, by), today=on))
    chains = _chains({line.key[0] for line in lines if line.is_good})
    return [_against_chain(line, chains, on) for line in lines]


def intakes() -> list[Intake]:
    """Confirmed files, the newest first."""
    found = select(Intake).options(joinedload(Intake.confirmed_by))
    return list(db.session.scalars(found.order_by(Intake.id.desc()).limit(SHOWN)))


def intake(intake_id: int) -> Intake:
    """One of them, or 404."""
    found: Intake = db.first_or_404(
        select(Intake)
        .where(Intake.id == intake_id)
        .options(joinedload(Intake.confirmed_by))
    )
    return found


def left_out(intake_id: int) -> list[IntakeLine]:
    """Lines that brought no certificate, because something came between."""
    return list(
        db.session.scalars(
            select(IntakeLine)
            .where(IntakeLine.intake_id == intake_id, IntakeLine.left_out.is_not(None))
            .order_by(IntakeLine.position)
            .options(joinedload(IntakeLine.legacy_result, LegacyResult.person))
        )
    )


def issued_count(intake_id: int) -> int:
    """How many certificates came of a file."""
    found = select(func.count(Certificate.id)).join(
        IntakeLine, IntakeLine.legacy_result_id == Certificate.legacy_result_id
    )
    return db.session.scalar(found.where(IntakeLine.intake_id == intake_id)) or 0


def next_line(intake_id: int, position: int) -> IntakeLine | None:
    """The line at this place of a file."""
    return db.session.get(IntakeLine, (intake_id, position))


def _known(rows: Sequence[Row], by: Actor) -> Known:
    people = _people({row.email.strip().lower() for row in rows}, by)
    offers = {
        version.certification.key: Offer(
            version.certification_id, version.validity_months
        )
        for version in current_versions()
    }
    ids = [person.id for person in people.values()]
    return Known(people, offers, frozenset(_recorded(ids)))


def _people(addresses: Collection[str], by: Actor) -> dict[str, Someone]:
    found = select(Person.id, Person.email, Person.name, Person.closed_at)
    return {
        row.email: Someone(
            row.id,
            row.name,
            is_closed=row.closed_at is not None,
            is_own=row.id == by.person_id,
        )
        for some in _sliced(sorted(addresses))
        for row in db.session.execute(found.where(Person.email.in_(some)))
    }


def _recorded(person_ids: Sequence[int]) -> Iterator[tuple[int, int, date]]:
    found = select(
        LegacyResult.person_id, LegacyResult.certification_id, LegacyResult.passed_on
    )
    for some in _sliced(person_ids):
        for row in db.session.execute(found.where(LegacyResult.person_id.in_(some))):
            yield row.person_id, row.certification_id, row.passed_on


def _chains(person_ids: Collection[int]) -> dict[tuple[int, int], list[Certificate]]:
    chains: dict[tuple[int, int], list[Certificate]] = {}
    for some in _sliced(sorted(person_ids)):
        found = certificates().where(Certificate.person_id.in_(some))
        for row in db.session.scalars(found.order_by(Certificate.id)):
            chains.setdefault((row.person_id, row.certification_id), []).append(row)
    return chains


def _against_chain(
    line: Judged, chains: dict[tuple[int, int], list[Certificate]], on: date
) -> Judged:
    if not line.is_good:
        return line
    person_id, certification_id, passed_on = line.key
    chain = chains.get((person_id, certification_id), [])
    standing = legacy_standing(chain, passed_on, on=on)
    if standing is Standing.FREE:
        return line
    return replace(line, verdict=Verdict(str(standing)))


def _sliced(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), SLICE):
        yield values[start : start + SLICE]
