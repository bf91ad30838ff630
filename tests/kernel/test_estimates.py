"""PostgreSQL plans by the sizes it counted last; we have it count what has grown."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from lms.kernel import audit, estimates
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction

pytestmark = pytest.mark.usefixtures("app")
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
NOW = datetime(2026, 11, 29, tzinfo=UTC)
FIRST_PLAN = text("PREPARE find AS SELECT action FROM audit_events WHERE id = $1")
PLAN = text("EXPLAIN EXECUTE find(7)")


def write(rows: int) -> None:
    with transaction():
        audit.record_each("test.row.write", "row", range(rows), by=SYSTEM, now=NOW)
    # What a connection has written, it tells the others once a second.
    db.session.execute(text("SELECT pg_stat_force_next_flush()"))
    db.session.rollback()


@on_postgresql
def test_a_plan_made_for_an_empty_table_is_given_up_soon_after_it_fills():
    with db.engine.connect() as candidate:
        candidate.execute(text("SET plan_cache_mode = force_generic_plan"))
        candidate.execute(text("VACUUM (ANALYZE) audit_events"))
        candidate.execute(FIRST_PLAN)
        assert "Seq Scan" in candidate.scalars(PLAN).first()
        write(1000)
        assert "Seq Scan" in candidate.scalars(PLAN).first()
        assert "audit_events" in estimates.renew()
        assert "Index Scan" in candidate.scalars(PLAN).first()


@on_postgresql
def test_a_table_is_counted_again_only_when_as_much_has_changed_as_there_was():
    write(1000)
    estimates.renew()
    write(900)
    assert "audit_events" not in estimates.renew()
    write(200)
    assert "audit_events" in estimates.renew()


@on_postgresql
def test_nobody_waits_for_a_table_that_is_held_for_upkeep():
    write(1000)
    with db.engine.connect() as upkeep:
        # Whoever waited for it after all would be let go, and this connection lost.
        upkeep.execute(text("SET idle_in_transaction_session_timeout = '3s'"))
        upkeep.execute(text("BEGIN"))
        upkeep.execute(text("LOCK TABLE audit_events IN SHARE MODE"))
        estimates.renew()
        upkeep.execute(text("ROLLBACK"))

    assert "audit_events" in estimates.renew()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_asked_nothing():
    assert estimates.renew() == []
