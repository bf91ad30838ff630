"""The database of a test holds nothing of the test before it."""

import psycopg
import pytest

from tests.databases import EMPTY, WITH_NIMBUS
from tests.reuse import connected


def contents(url):
    """Every table's rows and where the next number of each sequence would start."""
    with connected(url) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'dbos') ORDER BY 1"
        ).fetchall()
        rows = {
            name: sorted(map(repr, connection.execute(f"TABLE {name}").fetchall()))
            for (name,) in tables
        }
        sequences = connection.execute(
            "SELECT schemaname, sequencename, last_value FROM pg_sequences"
            " ORDER BY 1, 2"
        ).fetchall()
    return rows, sequences


@pytest.mark.parametrize("template", [EMPTY, WITH_NIMBUS])
def test_what_a_test_wrote_changed_or_removed_is_put_back(postgres, template):
    postgres.with_nimbus()
    with postgres.copy(template) as url:
        before = contents(url)
        with connected(url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE issuer_keys SET kid = kid || 'x'")
            connection.execute("DELETE FROM alembic_version")
            connection.execute(
                "INSERT INTO companies (slug, name, country, created_at)"
                " VALUES ('left', 'Left over', '', now())"
            )
        assert contents(url) != before

    with postgres.copy(template) as again:
        assert again == url
        assert contents(again) == before


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (id int)",
        "ALTER TABLE companies ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE companies DISABLE TRIGGER ALL",
        "CREATE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP TABLE audit_events CASCADE",
    ],
)
def test_a_database_with_other_tables_serves_nobody_any_more(postgres, change):
    with (
        postgres.copy() as url,
        connected(url) as connection,
    ):
        connection.execute(change)
    with postgres.copy() as another:
        assert another != url


def test_who_still_holds_the_database_of_a_test_loses_it(postgres):
    with postgres.copy() as url:
        left = connected(url)
    with postgres.copy(), pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()
