"""What the tables know of partners, as the types the rules work on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, select

from certificates.awards.models import Certificate, Revocation
from certificates.awards.models import Suspension as SuspensionRow
from lms.accounts.models import Affiliation as AffiliationRow
from lms.accounts.models import Person
from lms.catalogue.models import Certification, CertificationVersion
from lms.kernel.db import Text, db
from lms.partners.models import FactWithdrawal, PartnerFact
from lms.partners.rules.facts import (
    Affiliation,
    Credential,
    Fact,
    Facts,
    Suspension,
)


def known(company_id: int | None) -> tuple[Facts, Mapping[int, str]]:
    """What is known of one partner (of all for None), with the people's names."""
    people = _people_of(company_id)
    affiliations = [tuple(row) for row in db.session.execute(_affiliations(people))]
    return (
        Facts(
            tuple(_credentials(people)),
            tuple(Affiliation(*row[:5]) for row in affiliations),
            tuple(Fact(*row) for row in db.session.execute(_recorded(company_id))),
        ),
        {row[1]: row[5] for row in affiliations},
    )


def titles() -> Mapping[str, Text]:
    """The newest title of every certification, of retired ones too."""
    versions = (
        select(Certification.key, CertificationVersion.title)
        .join(CertificationVersion.certification)
        .order_by(CertificationVersion.number)
    )
    return {row.key: row.title for row in db.session.execute(versions)}


def _people_of(company_id: int | None) -> Select[Any]:
    people = select(AffiliationRow.person_id)
    if company_id is not None:
        people = people.where(AffiliationRow.company_id == company_id)
    return people


def _affiliations(people: Select[Any]) -> Select[Any]:
    row = AffiliationRow
    columns: list[Any] = [row.id, row.person_id, row.company_id, row.starts, row.ends]
    return (
        select(*columns, Person.name)
        .join(Person, Person.id == row.person_id)
        .where(row.person_id.in_(people))
    )


def _credentials(people: Select[Any]) -> Iterator[Credential]:
    """Each certificate with all of its suspensions: a row for each, or one without."""
    rows = db.session.execute(_certificates(people))
    for _number, found in groupby(rows, key=attrgetter("number")):
        lines: list[Any] = list(found)
        spans = tuple(Suspension(*line[-2:]) for line in lines if line[-2])
        yield replace(Credential(*lines[0][:-2]), suspensions=spans)


def _certificates(people: Select[Any]) -> Select[Any]:
    row = Certificate
    columns: list[Any] = [
        row.number,
        row.person_id,
        Certification.key,
        row.issued_on,
        row.expires_on,
        Revocation.revoked_on,
        SuspensionRow.suspended_on,
        SuspensionRow.ended_on,
    ]
    return (
        select(*columns)
        .join(Certification, Certification.id == Certificate.certification_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .outerjoin(SuspensionRow, SuspensionRow.certificate_id == Certificate.id)
        .where(Certificate.person_id.in_(people))
        .order_by(Certificate.id, SuspensionRow.id)
    )


def _recorded(company_id: int | None) -> Select[Any]:
    row = PartnerFact
    columns: list[Any] = [
        row.id,
        row.company_id,
        row.kind,
        row.happened_on,
        row.amount,
        row.note,
    ]
    standing_facts = (
        select(*columns)
        .outerjoin(PartnerFact.withdrawal)
        .where(FactWithdrawal.fact_id.is_(None))
        .order_by(row.happened_on, row.id)
    )
    if company_id is not None:
        standing_facts = standing_facts.where(row.company_id == company_id)
    return standing_facts
