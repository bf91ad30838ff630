"""What an exam costs: CPU of the server and of the database, a request and a sitting.

    .venv/bin/python -m tests.load.bench [--people 40] [--engine sqlite|postgresql]
        [--markdown] [--json FILE]

Real gunicorn, a real worker, a real database that waits for its disk, requests as
browsers make them: a session cookie, a form token, a kept connection. CPU time is
what the system counts for the processes of the web server and of the database,
before and after a step. The floors are of the same run: the same server answering a
constant, and the statements of a saved answer sent by the bare driver. Compare
ratios; milliseconds are those of one machine.
"""

import argparse
import json
import platform
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.load.house import (
    EXAM,
    Candidate,
    attempts_of,
    right_responses,
    seat,
    start_of,
)
from tests.load.site import ENGINES, Site, a_site
from tests.load.statements import bare_saves
from tests.load.wire import Order, Wire, request

LINES = 8
WARM = 48
"""Sittings beforehand: processes load what they need, PostgreSQL plans what it is
asked often once for all (every connection, at a statement's fifth time)."""
BELLS = 3
"""Times the page asks its bell between two answers: after 15 s of silence, an answer
in 45 s."""


@dataclass(frozen=True)
class Step:
    """One kind of request: CPU and waiting, in milliseconds."""

    engine: str
    step: str
    requests: int
    errors: int
    web: float
    database: float
    worker: float
    p50: float
    p99: float

    @property
    def cost(self) -> float:
        return self.web + self.database


class Sitter:
    """One candidate with an open attempt, and the requests of their browser."""

    def __init__(self, site: Site, candidate: Candidate) -> None:
        self.headers = site.house.headers(candidate)
        self.house = site.house
        self.person = candidate.person_id
        self.number = 0
        self.right: dict[int, Any] = {}

    @property
    def path(self) -> str:
        return f"/api/v1/attempts/{self.number}"

    def start(self) -> Order:
        """As a browser does: by the form, and it is seen on into the room."""
        return Order(start_of(self.headers))

    def start_by_program(self) -> Order:
        """As a program does, which gets its paper with the answer."""
        body = json.dumps({"exam": EXAM}).encode()
        return Order(self._request("POST", "/api/v1/attempts", body))

    def page(self) -> Order:
        return Order(self._request("GET", f"/attempts/{self.number}"))

    def bell(self) -> Order:
        return Order(self._request("GET", self.house.bell(self.number)))

    def state(self) -> Order:
        return Order(self._request("GET", f"{self.path}/state"))

    def save(self, position: int) -> Order:
        body = {
            "op_id": uuid.uuid4().hex,
            "base_revision": 0,
            "response": self.right[position],
        }
        path = f"{self.path}/answers/{position}"
        return Order(self._request("PUT", path, json.dumps(body).encode()))

    def hand_in(self) -> Order:
        return Order(self._request("POST", f"{self.path}/submission", b"{}"))

    def result(self) -> Order:
        return Order(self._request("GET", f"/attempts/{self.number}/result"))

    def _request(self, method: str, path: str, body: bytes = b"") -> bytes:
        kind = {"Content-Type": "application/json"} if body else {}
        return request(method, path, {**self.headers, **kind}, body)


class Bench:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.steps: list[Step] = []

    def run(
        self,
        name: str,
        orders: Iterable[Order],
        *,
        share: int = 1,
        fresh: bool = False,
    ) -> None:
        """Send all of it, and note what each cost; `share` requests count as one."""
        made = list(orders)
        wire = Wire(self.site.address, LINES, fresh=fresh)
        before = self.site.used()
        tally = wire.run(made)
        wire.close()
        used = self.site.used() - before
        number = len(made) / share
        waits = sorted(tally.waits[""])
        for status, body in tally.examples.items():
            print("  unexpected", name, status, body)
        self.steps.append(
            Step(
                engine=self.site.engine,
                step=name,
                requests=len(made),
                errors=tally.errors,
                web=used.web / number,
                database=used.database / number,
                worker=used.worker / number,
                p50=waits[len(waits) // 2],
                p99=waits[int(len(waits) * 0.99)],
            )
        )

    def settle(self) -> None:
        """Let the worker finish what a step left it (pictures, mail)."""
        quiet, last = 0, self.site.used().worker
        while quiet < 3:
            time.sleep(0.5)
            now = self.site.used().worker
            quiet, last = (quiet + 1 if now - last < 60 else 0), now


def measure(site: Site, people: int) -> list[Step]:
    """An exam step by step, then as a whole."""
    sitters = [Sitter(site, each) for each in site.house.candidates[people:]]
    warm, first = sitters[:WARM], sitters[WARM : WARM + people]
    second = sitters[WARM + people : WARM + people * 2]
    _step_by_step(Bench(site), warm)
    bench = Bench(site)
    _step_by_step(bench, first)
    bench.settle()
    by_program = [sitter.start_by_program() for sitter in sitters[WARM + people * 2 :]]
    bench.run("start by program, with its paper", by_program)
    _in_one_go(bench, second)
    return bench.steps


def _step_by_step(bench: Bench, sitters: Sequence[Sitter]) -> None:
    floor = request("GET", "/healthz", sitters[0].headers)
    Wire(bench.site.address, LINES).run([Order(floor) for _ in range(400)])
    bench.run("a constant", [Order(floor) for _ in range(3000)])
    bench.run("a constant, new connection", _many(floor, 1500), fresh=True)
    bench.run("start of 75 questions", [sitter.start() for sitter in sitters])
    _know_what_is_right(bench.site, sitters)
    bench.run("exam page", [sitter.page() for sitter in sitters])
    questions = range(1, len(sitters[0].right) + 1)
    bench.run("one answer saved", _each(sitters, questions[:-10]))
    bench.run(
        "one answer saved, new connection", _each(sitters, questions[-10:]), fresh=True
    )
    bench.run("bell asked", [s.bell() for _ in range(50) for s in sitters])
    bench.run("state asked", [s.state() for _ in range(20) for s in sitters])
    bench.settle()
    bench.run(
        "hand in: marks, certificate row", [sitter.hand_in() for sitter in sitters]
    )
    bench.settle()
    bench.run("result page", [sitter.result() for sitter in sitters])


def _in_one_go(bench: Bench, sitters: Sequence[Sitter]) -> None:
    """Whole sittings: start, page, 75 × (answer, bells), hand in, result. A stage
    begins when the one before is over for everybody."""
    number, parts = len(sitters), bench.steps
    bench.steps = []
    bench.run("start", [sitter.start() for sitter in sitters])
    _know_what_is_right(bench.site, sitters)
    bench.run("page", [sitter.page() for sitter in sitters])
    bench.run("state", [sitter.state() for sitter in sitters])
    answering: list[Order] = []
    for position in range(1, len(sitters[0].right) + 1):
        answering += [sitter.save(position) for sitter in sitters]
        answering += [sitter.bell() for _ in range(BELLS) for sitter in sitters]
    bench.run("answering", answering, share=len(answering) // number)
    bench.run("hand in", [sitter.hand_in() for sitter in sitters])
    bench.run("result", [sitter.result() for sitter in sitters])
    stages, bench.steps = bench.steps, parts
    bench.steps.append(
        Step(
            bench.site.engine,
            "whole sitting",
            sum(stage.requests for stage in stages),
            sum(stage.errors for stage in stages),
            sum(stage.web for stage in stages),
            sum(stage.database for stage in stages),
            sum(stage.worker for stage in stages),
            0.0,
            0.0,
        )
    )


def _know_what_is_right(site: Site, sitters: Sequence[Sitter]) -> None:
    """So that they pass, and marking has a certificate to write."""
    people = [sitter.person for sitter in sitters]
    with site.house.app.app_context():
        numbers = attempts_of(people)
        for sitter in sitters:
            sitter.number = numbers[sitter.person]
            sitter.right = right_responses(sitter.number)
    site.house.close()


def _each(sitters: Sequence[Sitter], positions: Iterable[int]) -> list[Order]:
    return [sitter.save(position) for position in positions for sitter in sitters]


def _many(data: bytes, number: int) -> list[Order]:
    return [Order(data) for _ in range(number)]


def run_on(engine: str, people: int) -> tuple[list[Step], dict[str, float]]:
    """All steps on one engine, and the memory of web server and worker after it."""
    with a_site(engine, WARM + people * 4) as site:
        seat(site.house, people)
        bare = bare_saves(site)
        site.start("web", "worker")
        steps = measure(site, people)
        sql = Step(
            engine,
            f"its SQL by itself ({bare.statements} statements)",
            500,
            0,
            bare.client,
            bare.database,
            0.0,
            0.0,
            0.0,
        )
        at = next(n for n, step in enumerate(steps) if step.step == "one answer saved")
        return [*steps[: at + 1], sql, *steps[at + 1 :]], site.memory()


def rows(steps: Sequence[Step]) -> Iterable[list[str]]:
    """A line for each step; the third last column is the ratio to the constant."""
    for step in steps:
        floor = next(
            s.cost for s in steps if s.engine == step.engine and s.step == "a constant"
        )
        yield [
            {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[step.engine],
            step.step,
            str(step.requests),
            str(step.errors),
            f"{step.web:.2f}",
            f"{step.database:.2f}" if step.engine == "postgresql" else "in web",
            f"{step.cost:.2f}",
            f"{step.cost / floor:.1f}",
            f"{step.p50:.1f}" if step.p50 else "",
            f"{step.p99:.1f}" if step.p99 else "",
        ]


HEAD = ["engine", "step", "requests", "errors", "web", "database", "sum", "× constant"]
HEAD += ["p50 ms", "p99 ms"]


def as_markdown(steps: Sequence[Step]) -> str:
    lines = ["| " + " | ".join(HEAD) + " |", "|---|---|" + "---:|" * (len(HEAD) - 2)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(steps)]
    return "\n".join(lines)


def as_text(steps: Sequence[Step]) -> str:
    table = [HEAD, *rows(steps)]
    widths = [max(len(row[n]) for row in table) for n in range(len(HEAD))]

    def line(row: list[str]) -> str:
        fit: Callable[[int], str] = lambda n: (  # noqa: E731
            row[n].ljust(widths[n]) if n < 2 else row[n].rjust(widths[n])
        )
        return "  ".join(fit(n) for n in range(len(row)))

    return "\n".join(line(row) for row in table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    steps: list[Step] = []
    memory: dict[str, dict[str, float]] = {}
    for engine in [options.engine] if options.engine else ENGINES:
        found, memory[engine] = run_on(engine, options.people)
        steps += found
    print(f"\n{platform.machine()}, Python {platform.python_version()}; CPU-ms\n")
    print(as_markdown(steps) if options.markdown else as_text(steps))
    for engine, used in memory.items():
        parts = ", ".join(f"{name} {mb:.0f} MB" for name, mb in used.items())
        print(f"\n{engine}: {parts} (proportional set size)")
    if options.json:
        report = {"memory_mb": memory, "steps": [asdict(step) for step in steps]}
        options.json.write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
