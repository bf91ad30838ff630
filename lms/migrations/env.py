"""Runs migrations for the app's own database, on SQLite and PostgreSQL."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import text

from lms.kernel.db import Json, Model, UtcDateTime, db
from lms.schema import LOCK_SECONDS


def ours(thing: Any, name: Any, kind: Any, reflected: bool, compared: Any) -> bool:
    """Tables that only the database knows are the job queue's: left alone."""
    return not (kind == "table" and reflected and compared is None)


def render(kind: str, thing: Any, where: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and thing is Json:
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


with db.engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # A batch rebuilds a table by dropping it: with foreign keys on, that
        # would delete the child rows. The driver's own connection, because inside
        # a transaction SQLite ignores this setting without a word.
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
    else:
        connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
        include_object=ours,
        transaction_per_migration=True,
        # True on SQLite too: our driver opens transactions by command only.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"rows point at nothing: {broken[:5]}")
