"""What the verification page costs, in CPU-ms: by the link, by a number that is
typed, for one that is unknown, and for files that are handed in.

python -m tests.load.verification [--engine sqlite|postgresql] [--times 200]
"""

import io

from flask import Flask

from tests.certificates.prints import issued_to, printed
from tests.load.desk import a_desk, say, with_an_engine
from tests.people import Visitor

UNKNOWN = "A" * 22


def main() -> None:
    parser = with_an_engine(__doc__)
    parser.add_argument("--times", type=int, default=200)
    given = parser.parse_args()
    with a_desk(given.engine) as app, app.app_context():
        _measure(app, given.times)


def _measure(app: Flask, times: int) -> None:
    from certificates.verification import views

    # As in production: a counter of tries that never says no.
    views.TRIES = 10**9
    held = issued_to("Ekaterina Sokolova")
    link, number, pdf = f"/v/{held.token}", held.number, printed(held)
    visitor = Visitor(app)
    assert visitor.get(link).status_code == 200
    say("a constant (/healthz)", times, lambda: visitor.get("/healthz"))
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
