"""What an exam costs: CPU of the server and of the database, a request and a sitting.

    .venv/bin/python -m tests.load.bench [--people 40] [--engine sqlite|postgresql]
        [--markdown] [--json FILE]

Real gunicorn, a real worker, a real database that waits for its disk, requests as
browsers make them: a session cookie, a form token, a kept connection. CPU time is
what the system counts for the processes of the web server and of the database,
before and after a step. The floors are of the same run: Flask answering nothing,
beside every step; the same server answering a constant; and the statements of a saved
answer sent by the bare driver. Compare ratios; milliseconds are those of one machine.
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

from tests.load.empty import REFERENCE, Floor, an_empty_flask
from tests.load.house import (
    BROWSER,
    EXAM,
    Candidate,
    attempts_of,
    right_responses,
    seat,
    start_of,
    tokens_of,
)
from tests.load.site import ENGINES, Site, a_site
from tests.load.statements import bare_saves
from tests.load.wire import Order, Wire, request

SAVED = "one answer saved"
STARTED = "start of 75 questions"
HANDED_IN = "hand in: marks, certificate row"
VERIFIED = "certificate verified by its link"
SITTING = "whole sitting"

LINES = 8
WARM = 48
"""Sittings beforehand: processes load what they need, PostgreSQL plans what it is
asked often once for all (every connection, at a statement's fifth time)."""
BELLS = 3
"""Times the page asks its bell between two answers: after 15 s of silence, an answer
in 45 s."""

VERIFICATIONS = 100
PART = 15
"""Questions answered between two looks at the machine."""

LIMITS = {SAVED: 1.5, STARTED: 8, HANDED_IN: 12, VERIFIED: 5, SITTING: 150}
"""CPU-ms of web and database on the machine whose empty answer is REFERENCE."""


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
    empty: float
    """CPU-ms of an empty Flask answer, before and after."""

    @property
    def cost(self) -> float:
        return self.web + self.database

    @property
    def ratio(self) -> float:
        """How many empty answers it is worth."""
        return self.cost / self.empty


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
    def __init__(self, site: Site, floor: Floor) -> None:
        self.site = site
        self.floor = floor
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
        empty = self.floor.last
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
                empty=(empty + self.floor.measure()) / 2,
            )
        )

    def settle(self) -> None:
        """Let the worker finish what a step left it (pictures, mail)."""
        quiet, last = 0, self.site.used().worker
        while quiet < 3:
            time.sleep(0.5)
            now = self.site.used().worker
            quiet, last = (quiet + 1 if now - last < 60 else 0), now
        self.floor.measure()


def measure(site: Site, floor: Floor, people: int) -> list[Step]:
    """An exam step by step, then as a whole."""
    sitters = [Sitter(site, each) for each in site.house.candidates[people:]]
    warm, first = sitters[:WARM], sitters[WARM : WARM + people]
    second = sitters[WARM + people : WARM + people * 2]
    _step_by_step(Bench(site, floor), warm)
    bench = Bench(site, floor)
    _step_by_step(bench, first)
    bench.settle()
    _verify(bench, first)
    by_program = [sitter.start_by_program() for sitter in sitters[WARM + people * 2 :]]
    bench.run("start by program, with its paper", by_program)
    _in_one_go(bench, second)
    return bench.steps


def _step_by_step(bench: Bench, sitters: Sequence[Sitter]) -> None:
    floor = request("GET", "/healthz", sitters[0].headers)
    Wire(bench.site.address, LINES).run([Order(floor) for _ in range(400)])
    bench.run("a constant", [Order(floor) for _ in range(3000)])
    bench.run("a constant, new connection", _many(floor, 1500), fresh=True)
    bench.run(STARTED, [sitter.start() for sitter in sitters])
    _know_what_is_right(bench.site, sitters)
    bench.run("exam page", [sitter.page() for sitter in sitters])
    questions = range(1, len(sitters[0].right) + 1)
    bench.run(SAVED, _each(sitters, questions[:-10]))
    bench.run(
        "one answer saved, new connection", _each(sitters, questions[-10:]), fresh=True
    )
    bench.run("bell asked", [s.bell() for _ in range(50) for s in sitters])
    bench.run("state asked", [s.state() for _ in range(20) for s in sitters])
    bench.settle()
    bench.run(HANDED_IN, [sitter.hand_in() for sitter in sitters])
    bench.settle()
    bench.run("result page", [sitter.result() for sitter in sitters])


def _verify(bench: Bench, sitters: Sequence[Sitter]) -> None:
    """Fewer requests than one address may make in ten minutes."""
    with bench.site.house.app.app_context():
        tokens = tokens_of([sitter.person for sitter in sitters])
    bench.site.house.close()
    pages = [request("GET", f"/v/{token}", BROWSER) for token in tokens]
    asked = (pages * VERIFICATIONS)[:VERIFICATIONS]
    for source in ("127.0.0.2", "127.0.0.3"):
        Wire(bench.site.address, LINES, source=source).run(map(Order, asked))
    bench.floor.measure()
    bench.run(VERIFIED, map(Order, asked))


def _in_one_go(bench: Bench, sitters: Sequence[Sitter]) -> None:
    """Whole sittings: start, page, 75 × (answer, bells), hand in, result. A stage
    begins when the one before is over for everybody."""
    number, parts = len(sitters), bench.steps
    bench.steps = []
    bench.run("start", [sitter.start() for sitter in sitters])
    _know_what_is_right(bench.site, sitters)
    bench.run("page", [sitter.page() for sitter in sitters])
    bench.run("state", [sitter.state() for sitter in sitters])
    positions = range(1, len(sitters[0].right) + 1)
    for begin in positions[::PART]:
        part = _answering(sitters, positions[begin - 1 : begin - 1 + PART])
        bench.run("answering", part, share=len(part) // number)
    bench.run("hand in", [sitter.hand_in() for sitter in sitters])
    bench.run("result", [sitter.result() for sitter in sitters])
    stages, bench.steps = bench.steps, parts
    empty = sum(stage.cost for stage in stages) / sum(s.ratio for s in stages)
    bench.steps.append(
        Step(
            bench.site.engine,
            SITTING,
            sum(stage.requests for stage in stages),
            sum(stage.errors for stage in stages),
            sum(stage.web for stage in stages),
            sum(stage.database for stage in stages),
            sum(stage.worker for stage in stages),
            0.0,
            0.0,
            empty,
        )
    )


def _answering(sitters: Sequence[Sitter], positions: Iterable[int]) -> list[Order]:
    orders: list[Order] = []
    for position in positions:
        orders += [sitter.save(position) for sitter in sitters]
        orders += [sitter.bell() for _ in range(BELLS) for sitter in sitters]
    return orders


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
    with a_site(engine, WARM + people * 4) as site, an_empty_flask() as floor:
        seat(site.house, people)
        before = floor.measure()
        bare = bare_saves(site)
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
            (before + floor.measure()) / 2,
        )
        site.start("web", "worker")
        steps = measure(site, floor, people)
        at = next(n for n, step in enumerate(steps) if step.step == SAVED)
        return [*steps[: at + 1], sql, *steps[at + 1 :]], site.memory()


def rows(steps: Sequence[Step]) -> Iterable[list[str]]:
    """A line for each step, with what is asked in empty answers."""
    for step in steps:
        limit = LIMITS.get(step.step)
        yield [
            {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[step.engine],
            step.step,
            str(step.requests),
            str(step.errors),
            f"{step.web:.2f}",
            f"{step.database:.2f}" if step.engine == "postgresql" else "in web",
            f"{step.cost:.2f}",
            f"{step.empty:.2f}",
            f"{step.ratio:.1f}",
            f"{limit / REFERENCE:.1f}" if limit else "",
            f"{step.p50:.1f}" if step.p50 else "",
            f"{step.p99:.1f}" if step.p99 else "",
        ]


HEAD = ["engine", "step", "requests", "errors", "web", "database", "sum", "empty"]
HEAD += ["× empty", "asked", "p50 ms", "p99 ms"]


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
