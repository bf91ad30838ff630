"""The product at a desk, for figures that need no web server: one process, an empty
database of either engine, and what a call costs."""

import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from lms.app import create_app
from lms.kernel.db import db
from tests.databases import EMPTY, Postgres, migrate, settings_for


def with_an_engine(description: str | None) -> ArgumentParser:
    """A command line that asks for the engine."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    return parser


@contextmanager
def a_desk(engine: str) -> Iterator[Flask]:
    """The product on an empty database, inside a request."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = Postgres(folder) if engine == "postgresql" else None
        url = server.url(EMPTY) if server else f"sqlite:///{folder}/load.db"
        if server is None:
            migrate(url, folder)
        app = create_app(settings_for(url, folder))
        try:
            with app.test_request_context():
                yield app
                db.session.remove()
                db.engine.dispose()
        finally:
            if server is not None:
                server.stop()


def say(what: str, times: int, work: Callable[[], object]) -> None:
    work()
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1000)
    middle, least = statistics.median(spent), min(spent)
    print(f"{what:62}{middle:>8.2f} CPU-ms (least {least:.2f})")
