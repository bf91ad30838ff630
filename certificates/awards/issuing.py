"""Writing a certificate down, with its number and the words that never change."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, bindparam, select

from certificates.awards.errors import OutOfOrder
from certificates.awards.legacy import LegacyResult
from certificates.awards.models import Certificate
from certificates.awards.renewals import lasting
from certificates.awards.rules.number import RANDOM, number
from certificates.awards.rules.term import Term, next_term
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.accounts.models import Affiliation, Company, Person
from lms.accounts.queries import works_on
from lms.catalogue.models import CertificationVersion
from lms.catalogue.queries import programme
from lms.kernel.db import db
from lms.kernel.i18n import DEFAULT, day
from lms.kernel.i18n import words as _
from lms.kernel.quick import look

UNNAMED_PREFIX = "LC"
"""Before the first programme is loaded nothing says how numbers begin."""


def hold_person(person_id: int) -> Person:
    """The person, held until the transaction ends.

    Two passes that arrive together would each miss the other and nobody would
    issue: the second one waits here and then sees the first.
    """
    return db.session.get_one(
        Person, person_id, with_for_update={"key_share": True, "of": Person}
    )


def issue(
    person: Person,
    version: CertificationVersion,
    attempt: Attempt | None,
    practical: PracticalResult | None,
    *,
    chain: Sequence[Certificate],
    issued_at: datetime,
    is_demo: bool = False,
    legacy: LegacyResult | None = None,
) -> Certificate:
    """Add the row: name and company of the day of issue, and the term that follows
    `chain`, which the person (see hold_person) had before. An earlier system's result
    counts from its own day to the end promised there. Raises OutOfOrder."""
    issued_on = legacy.passed_on if legacy else issued_at.date()
    certificate = Certificate(
        **_identity(),
        **_words(person, issued_on),
        **_place(chain, version, issued_on, legacy),
        person=person,
        attempt=attempt,
        practical_result=practical,
        legacy_result=legacy,
        issued_at=issued_at,
        is_demo=is_demo,
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def _place(
    chain: Sequence[Certificate],
    version: CertificationVersion,
    issued_on: date,
    legacy: LegacyResult | None,
) -> dict[str, Any]:
    """Of what it is, where it stands in the chain, and its days."""
    before, runs = _next_in(chain, version, issued_on)
    promised = legacy.expires_on if legacy else None
    return {
        "certification": version.certification,
        "certification_version": version,
        "renews": before,
        "issued_on": issued_on,
        "expires_on": promised or runs.expires,
    }


def _next_in(
    chain: Sequence[Certificate], version: CertificationVersion, issued_on: date
) -> tuple[Certificate | None, Term]:
    before, held = chain[-1] if chain else None, lasting(chain)
    if before is not None and issued_on < before.issued_on:
        raise OutOfOrder(
            _(
                "%(number)s was issued later, on %(day)s.",
                number=before.number,
                day=day(before.issued_on),
            )
        )
    held_term = held.term if held else None
    return before, next_term(held_term, version.validity_months, passed_on=issued_on)


def _identity() -> dict[str, str]:
    """The number people read, and the token in the code."""
    found = programme()
    prefix = found.certificate_prefix if found else UNNAMED_PREFIX
    return {
        "number": number(prefix, secrets.randbelow(RANDOM)),
        "token": secrets.token_urlsafe(16),
    }


def _words(person: Person, issued_on: date) -> dict[str, str | None]:
    """What is printed, as it stands on the day of issue."""
    return {
        "holder_name": person.name,
        "company_name": _company_of(person.id, issued_on),
        "language": person.language or DEFAULT,
    }


def _company_of(person_id: int, on: date) -> str | None:
    rows = look(COMPANY, person=person_id, on=on)
    return rows[0].name if rows else None


DAY: Any = bindparam("on", type_=Date())
COMPANY = (
    select(Company.name)
    .join(Company.affiliations)
    .where(Affiliation.person_id == bindparam("person"), works_on(DAY))
)
"""Built once: it is asked for every certificate."""
