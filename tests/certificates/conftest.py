"""Certificates for tests of the pages around them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from certificates.awards.models import Certificate
from certificates.awards.services import award_if_passed
from lms.accounts.models import Person
from lms.catalogue.models import Certification
from lms.kernel.db import db, transaction
from tests.factories import a_pass

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(set_clock: Callable[[datetime], None]) -> None:
    set_clock(NOW)


def a_certificate(
    person: Person, certification: Certification, *, at: datetime = NOW
) -> Certificate:
    """Issued for an exam passed then."""
    a_pass(person, certification, finished_at=at)
    person_id, certification_id = person.id, certification.id
    with transaction():
        issued = award_if_passed(person_id, certification_id, now=at)
    return db.session.get_one(Certificate, issued)
