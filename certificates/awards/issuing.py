"""Writing a certificate down, with its number and the words that never change."""

import secrets
from datetime import date, datetime

from sqlalchemy import select

from certificates.awards.models import Certificate
from certificates.awards.rules.number import RANDOM, number
from certificates.awards.rules.term import term
from exams.practicals.models import PracticalResult
from exams.sittings.models import Attempt
from lms.accounts.models import Affiliation, Company, Person
from lms.accounts.queries import works_on
from lms.catalogue.models import CertificationVersion
from lms.catalogue.queries import programme
from lms.kernel.db import db
from lms.kernel.i18n import DEFAULT

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
    issued_at: datetime,
    is_demo: bool = False,
) -> Certificate:
    """Add the row: name and company as they stand on the day of issue."""
    issued_on = issued_at.date()
    certificate = Certificate(
        number=_new_number(),
        token=secrets.token_urlsafe(16),
        person=person,
        certification=version.certification,
        certification_version=version,
        attempt=attempt,
        practical_result=practical,
        holder_name=person.name,
        company_name=_company_of(person.id, issued_on),
        language=person.language or DEFAULT,
        issued_on=issued_on,
        expires_on=term(issued_on, version.validity_months).expires,
        issued_at=issued_at,
        is_demo=is_demo,
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def _new_number() -> str:
    found = programme()
    prefix = found.certificate_prefix if found else UNNAMED_PREFIX
    return number(prefix, secrets.randbelow(RANDOM))


def _company_of(person_id: int, on: date) -> str | None:
    return db.session.scalar(
        select(Company.name)
        .join(Company.affiliations)
        .where(Affiliation.person_id == person_id, works_on(on))
    )
