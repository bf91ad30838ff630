"""What the verification page costs, in CPU-ms: by the link, by a number that is
typed, for one that is unknown, and for files that are handed in.

python -m tests.load.verification [--engine sqlite|postgresql] [--times 200]
"""

import argparse
import io
import tempfile
from pathlib import Path

from flask import Flask

from lms.app import create_app
from lms.kernel.db import db
from tests.certificates.prints import issued_to, printed
from tests.databases import EMPTY, Postgres, migrate, settings_for
from tests.load.credentials import say
from tests.people import Visitor

UNKNOWN = "A" * 22


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--times", type=int, default=200)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _run(given.engine, given.times, Path(folder))


def _run(engine: str, times: int, folder: Path) -> None:
    server = Postgres(folder) if engine == "postgresql" else None
    if server is None:
        url = f"sqlite:///{folder}/load.db"
        migrate(url, folder)
    else:
        url = server.url(EMPTY)
    # As in production: a counter of tries that never says no.
    app = create_app(settings_for(url, folder))
    try:
        with app.app_context():
            _measure(app, times)
            db.session.remove()
            db.engine.dispose()
    finally:
        if server is not None:
            server.stop()


def _measure(app: Flask, times: int) -> None:
    from certificates.verification import views

    views.TRIES = 10**9
    held = issued_to("Ekaterina Sokolova")
    link, number, pdf = f"/v/{held.token}", held.number, printed(held)
    visitor = Visitor(app)
    assert visitor.get(link).status_code == 200
    say("the page by its link", times, lambda: visitor.get(link))
    say("by a number", times, lambda: visitor.get(f"/verify?number={number}"))
    say("unknown", times, lambda: visitor.get(f"/v/{UNKNOWN}"))
    say("a file that we keep", times // 10, lambda: _drop(visitor, pdf))
    # Read by a process of its own, whose time is not counted here.
    say("a file that was changed", 3, lambda: _drop(visitor, pdf + b"\n"))


def _drop(visitor: Visitor, pdf: bytes) -> None:
    fields = {"file": (io.BytesIO(pdf), "certificate.pdf")}
    answer = visitor.post("/verify", fields, content_type="multipart/form-data")
    assert answer.status_code == 200


if __name__ == "__main__":
    main()
