"""What PostgreSQL believes about the size of our tables.

A statement is planned by the sizes that were counted last, and its plan is kept.
PostgreSQL counts by itself, but once a minute at most, and an exam day fills an
empty table within one: until then every answer was looked for from the table's first
row to its last. SQLite takes an index wherever there is one.
"""

from sqlalchemy import text
from sqlalchemy.sql.elements import TextClause

from lms.kernel.db import db

GROWN: TextClause = text("""
    select tables.relname
    from pg_stat_user_tables as tables
    join pg_class as counted on counted.oid = tables.relid
    where tables.schemaname = current_schema()
      and pg_has_role(counted.relowner, 'USAGE')
      and tables.n_mod_since_analyze > greatest(counted.reltuples, :few)
    order by tables.relname
""")
"""As much has changed as there was: the larger a table, the rarer."""
FEW = 200
"""Rows that are read as fast without an index."""


def renew() -> list[str]:
    """Have our tables counted that have doubled since; their names. One that somebody
    holds for another kind of upkeep is left to the next time, and nobody waits."""
    if db.engine.dialect.name != "postgresql":
        return []
    with db.engine.connect() as connection:
        quoted = connection.dialect.identifier_preparer.quote
        names = list(connection.scalars(GROWN, {"few": FEW}))
        for name in names:
            connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {quoted(name)}")
    return names
