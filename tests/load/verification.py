"""What the verification page costs, in CPU-ms: by the link, by a number that is
typed, and for files that are handed in; and whether one that is unknown is answered
in the same time, whatever is wrong with it.

python -m tests.load.verification [--engine sqlite|postgresql] [--times 200]
"""

import io
import random
import secrets
import statistics
import time
from collections.abc import Callable, Mapping

from flask import Flask

from certificates.awards.rules.number import RANDOM, number
from tests.certificates.prints import issued_to, printed
from tests.load.desk import a_desk, say, with_an_engine
from tests.people import Visitor


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
    link, known, pdf = f"/v/{held.token}", held.number, printed(held)
    visitor = Visitor(app)
    assert visitor.get(link).status_code == 200
    say("a constant (/healthz)", times, lambda: visitor.get("/healthz"))
    say("the page by its link", times, lambda: visitor.get(link))
    say("by a number", times, lambda: visitor.get(f"/verify?number={known}"))
    say("a file that we keep", times // 10, lambda: _drop(visitor, pdf))
    # Read by a process of its own, whose time is not counted here.
    say("a file that was changed", 3, lambda: _drop(visitor, pdf + b"\n"))
    _say_unknown(visitor, known, times * 5)


def _drop(visitor: Visitor, pdf: bytes) -> None:
    fields = {"file": (io.BytesIO(pdf), "certificate.pdf")}
    answer = visitor.post("/verify", fields, content_type="multipart/form-data")
    assert answer.status_code == 200


def _say_unknown(visitor: Visitor, known: str, times: int) -> None:
    """Time on the wall, which is what somebody who guesses can see, by turns."""
    near = "1" if known[-1] == "0" else "0"
    ways: Mapping[str, Callable[[], str]] = {
        "by a number that is free": lambda: f"/verify?number={_free()}",
        "by a number with a wrong check": lambda: f"/verify?number={known[:-1]}{near}",
        "by what is no number": lambda: "/verify?number=NB-!!!!-!!!!-!!!!",
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(times):
        for name in random.sample(list(ways), len(ways)):
            address = ways[name]()
            began = time.perf_counter()
            answer = visitor.get(address)
            spent[name].append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 404
    print(f"\nunknown, {times} times each, milliseconds on the wall:")
    for name, found in spent.items():
        quarter, middle, most = statistics.quantiles(found, n=4)
        print(f"{name:40}{middle:8.2f}  (half of them {quarter:.2f} to {most:.2f})")


def _free() -> str:
    return number("NB", secrets.randbelow(RANDOM))


if __name__ == "__main__":
    main()
