"""The database: one session, one base class, one way to write."""

import json
import select
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    MetaData,
    TypeDecorator,
    Update,
)
from sqlalchemy import event as sa_event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, registry

_DECODE = json.JSONDecoder().decode
Json = JSON().with_variant(JSONB(), "postgresql")
Text = dict[str, str]
"""The same words by language: {"en": …, "ru": …}."""


class UtcDateTime(TypeDecorator[datetime]):
    """Keeps UTC, and refuses a time that does not say its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        # PostgreSQL answers in the zone its server or session is set to.
        return value.astimezone(UTC)


class Model(DeclarativeBase):
    registry = registry(
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, str]: Json,
            dict[str, int]: Json,
            dict[str, Any]: Json,
            list[str]: Json,
            list[int]: Json,
            list[dict[str, Any]]: Json,
        }
    )
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


db = SQLAlchemy(model_class=Model)

Value = TypeVar("Value")
Other = TypeVar("Other")
AT_ONCE = 5000
"""Values in one statement; SQLite takes some thirty thousand."""

PATIENCE_SECONDS = 5.0
"""How long a writer waits for another one on SQLite before it gives up."""
PATIENCE = f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000:.0f}"


@contextmanager
def transaction() -> Iterator[None]:
    """Keep everything written inside, or none of it.

    What was read before is let go first and read again inside, under the lock:
    a decision is never taken on a row that has changed since.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("one deed, one transaction: this one is already open")
    session.rollback()
    session.info["writing"] = True
    try:
        session.connection(execution_options=_writing(session))
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False


@contextmanager
def at_once() -> Iterator[None]:
    """Keep a deed that is one statement; where one is not enough, a transaction.

    PostgreSQL reads and writes single statements without BEGIN and COMMIT around
    them: two ways to the server and back less, for every answer saved.
    """
    if db.engine.dialect.name == "postgresql":
        if db.session.registry.has():
            db.session.expire_all()
        yield
    else:
        with transaction():
            yield


def by_engine(*, sqlite: Value, postgresql: Other) -> Value | Other:
    """What is said differently to each of the two engines, for the one we are on."""
    return sqlite if db.engine.dialect.name == "sqlite" else postgresql


def in_slices(values: Iterable[Value]) -> Iterator[list[Value]]:
    """A long list in parts that fit into one statement."""
    everything = list(values)
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]


def changed(statement: Update) -> int:
    """Carry out an update that has conditions; how many rows met them."""
    done = db.session.execute(statement)
    assert isinstance(done, CursorResult)  # noqa: S101  for the type checker
    return done.rowcount


def engine_options(url: str) -> dict[str, Any]:
    """How to connect; `isolation_level` is that of reads, see `transaction`."""
    if url.startswith("sqlite"):
        return {}
    return {
        "isolation_level": "AUTOCOMMIT",
        "skip_autocommit_rollback": True,
        # The fewer are used, the more often a statement is prepared already.
        "pool_use_lifo": True,
        "json_deserializer": _read_json,
    }


def _read_json(sent: bytes | str) -> Any:
    # json.loads looks at every value for its encoding; the server sends UTF-8.
    return _DECODE(sent if isinstance(sent, str) else sent.decode())


def _writing(session: Any) -> dict[str, Any]:
    if session.get_bind().dialect.name == "sqlite":
        return {"writes": True}
    return {"isolation_level": "READ COMMITTED"}


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            sa_event.listen(db.engine, "connect", _prepare_sqlite)
            sa_event.listen(db.engine, "begin", _begin_sqlite)
        else:
            sa_event.listen(db.engine, "checkout", _refuse_a_dead_line)


def _refuse_a_dead_line(connection: Any, record: Any, proxy: Any) -> None:
    if has_hung_up(connection):
        # The pool then takes a new one.
        raise DisconnectionError


def has_hung_up(connection: Any) -> bool:
    """Whether PostgreSQL has closed its end of an idle connection: that makes it
    readable, which is seen without asking anything."""
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(PATIENCE)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer half way is
    # refused by SQLite without waiting.
    if connection.get_execution_options().get("writes"):
        _wait_for_the_lock(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _wait_for_the_lock(connection: Connection) -> None:
    """Begin to write as soon as nobody else does, within PATIENCE_SECONDS.

    SQLite itself sleeps longer from try to try, up to a tenth of a second, while
    newcomers try every millisecond: who has waited long goes on waiting.
    """
    lite = cast(Any, connection.connection.dbapi_connection)
    until = time.monotonic() + PATIENCE_SECONDS
    lite.execute("PRAGMA busy_timeout=8")
    try:
        while time.monotonic() < until:
            try:
                lite.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        lite.execute(PATIENCE)
