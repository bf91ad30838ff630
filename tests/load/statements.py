"""The SQL of one saved answer by itself: the least that the database costs.

The product saves a few hundred answers while its statements are written down with
their values. Then the bare driver sends the same to a copy of the database as it
was before: same rows, same plans, none of our code.
"""

import json
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from lms.kernel import quick
from lms.kernel.db import db
from lms.reception.plain import read
from tests.load.house import House, response_to
from tests.load.processes import cpu_ms
from tests.load.site import Site
from tests.load.wire import request

Deed = list[tuple[str, Any]]
"""Statements with their values, from BEGIN to COMMIT."""


@dataclass(frozen=True)
class Bare:
    """CPU milliseconds a deed: at the client's end, and in the database."""

    statements: int
    client: float
    database: float


def bare_saves(site: Site, number: int = 600) -> Bare:
    """What the statements of saving an answer cost without the product."""
    copy = _copy(site)
    deeds = list(_saves(site.house, number))
    run, finish = _driver(site, copy)
    for deed in deeds[: number // 6]:
        run(deed)
    rest = deeds[number // 6 :]
    database, client = _database_cpu(site), time.process_time()
    for deed in rest:
        run(deed)
    client = (time.process_time() - client) * 1000 / len(rest)
    database = (_database_cpu(site) - database) / len(rest)
    finish()
    return Bare(len(deeds[-1]), client, database)


def _saves(house: House, number: int) -> Iterator[Deed]:
    seated = [candidate for candidate in house.candidates if candidate.attempt_id]
    hatch = house.app.extensions["hatch"]
    for turn in range(number):
        candidate = seated[turn % len(seated)]
        position = turn // len(seated) + 1
        body = {
            "op_id": uuid.uuid4().hex,
            "base_revision": 0,
            "response": response_to(candidate.paper[position - 1]),
        }
        path = f"/api/v1/attempts/{candidate.attempt_id}/answers/{position}"
        head = {**house.headers(candidate), "Content-Type": "application/json"}
        letter = request("PUT", path, head, json.dumps(body).encode())
        asked = read(letter, hatch.first_line)
        with house.app.app_context(), _written_down() as deed:
            [said] = hatch.answers([asked])
        assert said is not None
        yield deed


@contextmanager
def _written_down() -> Iterator[Deed]:
    """Every statement with its values, and where transactions begin and end."""
    deed: Deed = []
    is_lite, engine = db.engine.dialect.name == "sqlite", db.engine
    state = {"open": False}

    def begin(connection: Any) -> None:
        if is_lite:
            writes = connection.get_execution_options().get("writes")
            deed.append(("BEGIN IMMEDIATE" if writes else "BEGIN", None))
            state["open"] = True

    def statement(
        connection: Any, cursor: Any, text: str, values: Any, *more: Any
    ) -> None:
        if text.startswith("BEGIN"):
            return
        if not is_lite and not cursor.connection.autocommit and not state["open"]:
            deed.append(("BEGIN", None))
            state["open"] = True
        deed.append((text, values))

    def end(word: str) -> Callable[[Any], None]:
        def note(connection: Any) -> None:
            if state["open"]:
                deed.append((word, None))
                state["open"] = False

        return note

    heard = [
        ("begin", begin),
        ("before_cursor_execute", statement),
        ("commit", end("COMMIT")),
        ("rollback", end("ROLLBACK")),
    ]

    def quickly(text: str, values: Any) -> None:
        deed.append((text, values))

    for name, function in heard:
        event.listen(engine, name, function)
    quick.listeners.append(quickly)
    try:
        yield deed
    finally:
        quick.listeners.remove(quickly)
        for name, function in heard:
            event.remove(engine, name, function)


def _copy(site: Site) -> str:
    """A copy of the database as it is now; its address."""
    site.house.close()
    if site.postgres is None:
        source = sqlite3.connect(site.folder / "laurel.db")
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.close()
        shutil.copyfile(site.folder / "laurel.db", site.folder / "bare.db")
        return str(site.folder / "bare.db")
    url = sa.make_url(site.url)
    admin = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE bare TEMPLATE {url.database}")
    admin.dispose()
    return url.set(database="bare", drivername="postgresql").render_as_string(
        hide_password=False
    )


def _driver(site: Site, copy: str) -> tuple[Callable[[Deed], None], Callable[[], None]]:
    connection: Any
    if site.postgres is None:
        connection = sqlite3.connect(copy, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
    else:
        import psycopg

        connection = psycopg.connect(copy, autocommit=True)

    def run(deed: Deed) -> None:
        for statement, values in deed:
            cursor = connection.execute(statement, values or ())
            if cursor.description:
                cursor.fetchall()

    return run, connection.close


def _database_cpu(site: Site) -> float:
    return cpu_ms(site.postgres.postmaster) if site.postgres else 0.0
