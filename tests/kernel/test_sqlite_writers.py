"""One writer at a time on SQLite: the others wait, in short steps, not for ever."""

import sqlite3
import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from lms.kernel import db as kernel
from lms.kernel.db import db, transaction

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def another_writer(app, tmp_path):
    """Somebody else who holds the lock until they are told to let go."""
    connection = sqlite3.connect(
        tmp_path / "test.db", isolation_level=None, check_same_thread=False
    )
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_a_writer_gets_the_lock_soon_after_it_is_let_go(app, another_writer):
    """SQLite's own steps are a tenth of a second long by then."""
    let_go = []

    def let_go_later() -> None:
        time.sleep(0.6)
        let_go.append(time.monotonic())
        another_writer.execute("COMMIT")

    lags = []
    for _ in range(4):
        thread = threading.Thread(target=let_go_later)
        thread.start()
        with transaction():
            lags.append(time.monotonic() - let_go[-1])
        thread.join()
        another_writer.execute("BEGIN IMMEDIATE")

    assert min(lags) < 0.02
    assert sum(lags) / len(lags) < 0.03


def test_a_writer_gives_up_after_a_while(app, another_writer, monkeypatch):
    monkeypatch.setattr(kernel, "PATIENCE_SECONDS", 0.1)
    began = time.monotonic()

    with pytest.raises(OperationalError, match="locked"), transaction():
        raise AssertionError("nobody else may write")

    assert 0.1 < time.monotonic() - began < 2


def test_everything_else_waits_as_before(app):
    with transaction():
        found = db.session.execute(text("PRAGMA busy_timeout")).scalar()

    assert found == 5000
