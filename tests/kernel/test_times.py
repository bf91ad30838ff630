"""Times come back in UTC, wherever the database thinks it is."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from lms.accounts.models import Person
from lms.kernel.db import db
from tests.people import a_person

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_time_comes_back_in_utc_from_a_server_in_another_zone(app, set_clock):
    set_clock(NOON)
    a_person("Ada Lovelace")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET TIME ZONE 'Asia/Tokyo'"))

    at = db.session.scalar(sa.select(Person.created_at))

    assert (at, at.utcoffset(), at.hour) == (NOON, timedelta(0), 12)
