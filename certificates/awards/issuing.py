"""Writing a certificate down, with its number and the words that never change."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, bindparam, select

from certificates.awards.errors import OutOfOrder
from certificates.awards.events import certificate_issued
from certificates.awards.evidence import Basis
from certificates.awards.legacy import LegacyResult
from certificates.awards.models import Certificate
from certificates.awards.renewals import lasting
from certificates.awards.rules.number import RANDOM, number
from certificates.awards.rules.term import Term, next_term
from lms.accounts.models import Affiliation, Company, Person
from lms.accounts.queries import works_on
from lms.catalogue.queries import programme
from lms.kernel.i18n import DEFAULT, day
from lms.kernel.i18n import words as _
from lms.kernel.quick import insertion, look

UNNAMED_PREFIX = "LC"
"""Before the first programme is loaded nothing says how numbers begin."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was just written down; `renews` is the one before it."""

    id: int
    number: str
    expires_on: date
    renews: Certificate | None


def hold_person(person_id: int) -> Any:
    """Whose name is it, and in which language (a row of id, name, language)? The
    person is held until the transaction ends.

    Two passes that arrive together would each miss the other and nobody would
    issue: the second one waits here and then sees the first.
    """
    return look(HOLD, person=person_id)[0]


def issue(
    person: Any,
    version: Any,
    basis: Basis,
    *,
    chain: Sequence[Certificate],
    issued_at: datetime,
    is_demo: bool = False,
    legacy: LegacyResult | None = None,
) -> Issued:
    """Add the row: name and company of the day of issue, and the term that follows
    `chain`, which the person (see hold_person) had before. An earlier system's result
    counts from its own day to the end promised there. Raises OutOfOrder."""
    issued_on = legacy.passed_on if legacy else issued_at.date()
    before, runs = _next_in(chain, version, issued_on)
    promised = legacy.expires_on if legacy else None
    values = {
        **_identity(),
        **_words(person, issued_on),
        **_pass_of(basis, version, legacy),
        "person_id": person.id,
        "renews_id": before.id if before else None,
        "issued_on": issued_on,
        "expires_on": promised or runs.expires,
    }
    [row] = look(CERTIFICATE, **values, issued_at=issued_at, is_demo=is_demo)
    certificate_issued.send(row.id)
    return Issued(row.id, values["number"], values["expires_on"], before)


def _pass_of(
    basis: Basis, version: Any, legacy: LegacyResult | None
) -> dict[str, int | None]:
    """What was passed, and by what."""
    return {
        "certification_id": version.certification_id,
        "certification_version_id": version.id,
        "attempt_id": basis.attempt_id,
        "practical_result_id": basis.practical_result_id,
        "legacy_result_id": legacy.id if legacy else None,
    }


def _next_in(
    chain: Sequence[Certificate], version: Any, issued_on: date
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


def _words(person: Any, issued_on: date) -> dict[str, str | None]:
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
HOLD = (
    select(Person.id, Person.name, Person.language)
    .where(Person.id == bindparam("person"))
    .with_for_update(key_share=True)
)
CERTIFICATE = insertion(Certificate).returning(Certificate.id)
"""Built once: they are asked for every certificate."""
