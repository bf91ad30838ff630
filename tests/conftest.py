"""One fresh database, one visitor and one clock for each test, on both engines."""

import gc
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from werkzeug.routing import Rule

from lms.app import create_app
from lms.kernel import clock, quick
from lms.kernel.db import db
from question_banks.items import images
from tests.databases import (
    EMPTY,
    Postgres,
    pictures,
    settings_for,
    sqlite_copy,
    sqlite_template,
    sqlite_with_nimbus,
)
from tests.people import Visitor

COMPILED = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="templates"))
"""Each test has an app of its own; their templates are compiled once."""

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""Argon2 at full strength would be most of the suite's time."""


@pytest.fixture(scope="session", autouse=True)
def worked_out_once() -> Iterator[None]:
    """Each test has an app of its own; how its addresses are built is worked out once:
    it was most of the time an app takes to come up."""
    compile_, made = Rule._compile_builder, {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        defaults = repr(rule.defaults)
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in made:
            made[key] = compile_(rule, append_unknown)
        return made[key]

    # What is loaded by now stays: looking through it again and again took a tenth.
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def sqlite_nimbus(sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_with_nimbus(sqlite_file, tmp_path_factory.mktemp("nimbus"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    server = Postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database; with the shipped programme for a test that asks `nimbus`."""
    loaded = "nimbus" in request.fixturenames
    if request.param == "sqlite":
        name = "sqlite_nimbus" if loaded else "sqlite_file"
        with sqlite_copy(request.getfixturevalue(name), tmp_path) as url:
            yield url
    else:
        server = request.getfixturevalue("postgres")
        with server.copy(server.with_nimbus() if loaded else EMPTY) as url:
            yield url


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    settings = settings_for(database_url, tmp_path)
    app = create_app(settings, TESTING=True, PASSWORD_COST=CHEAP)
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
        if client := app.extensions.pop("dbos_client", None):
            client.destroy()


@pytest.fixture
def nimbus(app: Flask) -> Flask:
    """The app with the shipped programme loaded (see `database_url`)."""
    for picture in pictures():
        images.keep(picture)
    return app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda at: monkeypatch.setattr(clock, "now", lambda: at)


@pytest.fixture
def queries(app: Flask) -> Iterator[list[str]]:
    """Every statement the test makes the database run, without BEGIN and COMMIT."""
    seen: list[str] = []

    def note(statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(re.sub(r"\s+", " ", statement))

    def note_ours(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        note(statement)

    quick.listeners.append(note)
    event.listen(db.engine, "before_cursor_execute", note_ours)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note_ours)
    quick.listeners.remove(note)
