"""Loading the demonstration: everybody once, and again changes nothing."""

from datetime import date, datetime, timedelta
from typing import TypedDict

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from certificates.awards.services import issue_demo
from certificates.verification.models import HolderConsent
from lms.accounts import passwords, queries, services
from lms.accounts.models import Affiliation, Company, Person
from lms.catalogue.queries import current_versions, programme
from lms.demo.cast import COMPANIES, DEMO_PASSWORD, STAFF, DemoCompany, DemoPerson
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.errors import Refused
from lms.kernel.i18n import words as _
from lms.partners.services import record_fact

WITH_THE_COMPANY = timedelta(days=3 * 365)
"""Longer than any certificate lasts: the company stands on all of them."""


class DemoRefused(Refused):
    """Accounts with a known password must not exist in production, and what people
    hold has to be on offer."""


class DemoEntry(TypedDict):
    """Somebody to sign in as; `company` is its slug."""

    email: str
    password: str
    roles: list[str]
    company: str | None


def load_demo(*, now: datetime) -> list[str]:
    """Load the companies and people who are missing; the e-mail addresses of the new.

    Raises DemoRefused in production and without a programme.
    """
    if current_app.config["SETTINGS"].is_production:
        raise DemoRefused(
            _("The demonstration has a known password. Production refuses it.")
        )
    if programme() is None:
        raise DemoRefused(
            _("There is no programme yet. Run lms load-programme FOLDER first.")
        )
    kept = passwords.hash_of(DEMO_PASSWORD)
    with transaction():
        loaded = [
            email for cast in COMPANIES for email in _load_company(cast, kept, now)
        ]
        return loaded + [p.email for p in STAFF if _load_person(p, None, kept, now)]


def demo_people() -> list[DemoEntry]:
    """Everybody of the demonstration who is loaded, companies first."""
    people = db.session.scalars(
        select(Person)
        .filter_by(is_demo=True)
        .order_by(Person.id)
        .options(
            selectinload(Person.roles),
            selectinload(Person.affiliations).joinedload(Affiliation.company),
        )
    )
    return [
        DemoEntry(
            email=person.email,
            password=DEMO_PASSWORD,
            roles=sorted(grant.role for grant in person.roles),
            company=next((a.company.slug for a in person.affiliations), None),
        )
        for person in people
    ]


def _load_company(cast: DemoCompany, kept: str, now: datetime) -> list[str]:
    company = db.session.scalar(select(Company).filter_by(slug=cast.slug))
    if company is None:
        company = Company(
            slug=cast.slug, name=cast.name, country=cast.country, created_at=now
        )
        db.session.add(company)
        db.session.flush()
        _record_facts(company, cast, now)
    return [p.email for p in cast.people if _load_person(p, company, kept, now)]


def _record_facts(company: Company, cast: DemoCompany, now: datetime) -> None:
    for fact in cast.facts:
        record_fact(
            company,
            fact.kind,
            now.date() - timedelta(days=fact.days_ago),
            fact.amount,
            fact.note,
            by=SYSTEM,
            now=now,
        )


def _load_person(
    cast: DemoPerson, company: Company | None, kept: str, now: datetime
) -> bool:
    if queries.person_by_email(cast.email) is not None:
        return False
    person = services.open_account(
        cast.email, cast.name, [cast.role], by=SYSTEM, now=now, language=cast.language
    )
    person.is_demo, person.password_hash = True, kept
    if company is not None:
        starts = now.date() - WITH_THE_COMPANY
        services.affiliate(person, company, starts=starts, by=SYSTEM, now=now)
    if cast.shows_name:
        consent = HolderConsent(person_id=person.id, given_at=now)
        db.session.add(consent)
    _issue(person, cast, now)
    return True


def _issue(person: Person, cast: DemoPerson, now: datetime) -> None:
    if not cast.holds:
        return
    on_offer = {version.certification.key: version for version in current_versions()}
    for holding in cast.holds:
        version = on_offer.get(holding.certification)
        if version is None:
            continue  # a provider's own programme has other certifications
        ends = now.date() + timedelta(days=holding.ends_in)
        issue_demo(
            person.id,
            version.certification_id,
            issued_on=_months_before(ends, version.validity_months),
        )


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    # The 28th exists in every month; the demonstration does not mind three days.
    return date(year, month + 1, min(day.day, 28))
