"""Partners with rows in the tables: rules, certificates, facts."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from certificates.awards.models import Certificate, Revocation
from lms.accounts.models import Affiliation, Company, Person
from lms.catalogue.models import Certification
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.partners import services
from lms.partners.models import PartnerFact, PolicyVersion
from lms.partners.publishing import publish_policy
from lms.partners.rules.facts import Kind
from tests.factories import a_certification
from tests.partners.policies import founding
from tests.people import a_person

NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
TODAY = NOON.date()


def the_rules(**changes: Any) -> PolicyVersion:
    """The founding policy, published."""
    with transaction():
        version = publish_policy(founding(**changes), now=clock.now())
    assert version is not None
    return version


def an_engineer(
    name: str, company: Company, *, since: date = date(2025, 1, 1)
) -> Person:
    person = a_person(name)
    with transaction():
        row = Affiliation(person_id=person.id, company_id=company.id, starts=since)
        db.session.add(row)
    return person


def leaves(person: Person, *, on: date) -> None:
    with transaction():
        row = db.session.scalars(
            select(Affiliation).filter_by(person_id=person.id, ends=None)
        ).one()
        row.ends = on


def a_certificate(
    person: Person,
    key: str = "foundations",
    *,
    issued_on: date = date(2026, 1, 10),
    expires_on: date = date(2028, 1, 10),
) -> Certificate:
    certification = db.session.scalar(select(Certification).filter_by(key=key))
    certification = certification or a_certification(key, f"Cloud {key.title()}")
    with transaction():
        before = select(func.max(Certificate.id)).where(
            Certificate.person_id == person.id,
            Certificate.certification_id == certification.id,
        )
        count = db.session.scalar(select(func.count()).select_from(Certificate))
        row = Certificate(
            number=f"NB-{count + 1:04d}",
            token=f"token-{count}",
            person_id=person.id,
            certification_id=certification.id,
            certification_version_id=certification.versions[0].id,
            renews_id=db.session.scalar(before),
            holder_name=person.name,
            language="en",
            issued_on=issued_on,
            expires_on=expires_on,
            issued_at=clock.now(),
            is_demo=True,
        )
        db.session.add(row)
    return row


def revoked(certificate: Certificate, *, on: date) -> None:
    with transaction():
        row = Revocation(
            certificate_id=certificate.id,
            revoked_on=on,
            revoked_at=clock.now(),
            reason="copied answers",
        )
        db.session.add(row)


def a_fact(
    company: Company,
    kind: Kind,
    *,
    on: date = date(2026, 3, 1),
    amount: int = 1,
    note: str = "C-1",
) -> PartnerFact:
    with transaction():
        return services.record_fact(
            company, kind, on, amount, note, by=SYSTEM, now=clock.now()
        )


def a_registered_partner(company: Company, implementations: int = 0) -> None:
    a_fact(company, Kind.AGREEMENT_SIGNED)
    a_fact(company, Kind.BASIC_TRAINING)
    for number in range(implementations):
        day = date(2026, 3, 1) + timedelta(days=number)
        a_fact(company, Kind.IMPLEMENTATION, on=day, note=f"Customer {number + 1}")
