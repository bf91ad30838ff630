"""An exam day: thousands of candidates answering, and all of them starting at once.

    .venv/bin/python -m tests.load.day [--engine sqlite|postgresql] [--candidates N]
        [--seconds 60] [--starts 3000] [--lines 256] [--own-lines] [--json FILE]

Every candidate answers once in 45 seconds (a Poisson process); their page asks its
bell when the server has not spoken for 12 to 15 seconds, and for the state when the
bell rings another mark than before. The waits told are those of answers; the bells'
are told beside them. Everybody has been in the room for a while: before the clock
starts, each page has heard its bell.
`--lines` connections are kept between this program and the server, as a reverse
proxy keeps them; `--own-lines` makes a new one for every request, which is the
worst that browsers can do.
"""

import argparse
import gc
import json
import multiprocessing
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lms.pulse import BEAT_SECONDS
from tests.load.house import Candidate, House, response_to, seat, start_of
from tests.load.site import ENGINES, Site, a_site
from tests.load.wire import Done, Order, Tally, Wire, request

THINKING, SILENCE = 45.0, 13.5
"""Seconds between two answers, and after which the room asks its bell."""
CANDIDATES = {"sqlite": 5_000, "postgresql": 20_000}
SPREAD_SECONDS = 30.0
READY = 0.0003
"""Seconds that making a candidate's first request may take."""


@dataclass
class Report:
    engine: str
    what: str
    candidates: int
    seconds: float
    requests: int
    errors: int
    per_second: float
    saves_per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    worst_ms: float
    bells_p99_ms: float
    web_ms: float
    database_ms: float
    worker_ms: float
    generator_ms: float
    memory_mb: dict[str, float]
    statuses: dict[int, int]

    def __str__(self) -> str:
        memory = ", ".join(f"{name} {mb:.0f} MB" for name, mb in self.memory_mb.items())
        return (
            f"{self.engine}: {self.what}, {self.candidates} candidates, "
            f"{self.seconds:.0f} s\n"
            f"  {self.requests} requests ({self.per_second:.0f}/s, of which "
            f"{self.saves_per_second:.0f} saves/s), {self.errors} errors "
            f"{self.statuses}\n"
            f"  waiting p50 {self.p50_ms:.1f}, p95 {self.p95_ms:.1f}, "
            f"p99 {self.p99_ms:.1f}, worst {self.worst_ms:.0f} ms; "
            f"bells p99 {self.bells_p99_ms:.1f} ms\n"
            f"  CPU-ms a request: web {self.web_ms:.2f}, database "
            f"{self.database_ms:.2f}, worker {self.worker_ms:.3f}, generator "
            f"{self.generator_ms:.3f}\n"
            f"  memory: {memory}"
        )


class Seat:
    """One candidate in the room, as the server sees them."""

    __slots__ = (
        "bell",
        "head",
        "mark",
        "paper",
        "path",
        "random",
        "revisions",
        "turn",
        "until",
    )

    def __init__(
        self, house: House, candidate: Candidate, until: float, mark: bytes
    ) -> None:
        headers = house.headers(candidate)
        self.head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.bell, self.mark = house.bell(candidate.attempt_id), mark
        self.path = f"/api/v1/attempts/{candidate.attempt_id}"
        self.paper, self.until = candidate.paper, until
        self.random = random.Random(candidate.person_id)
        self.turn, self.revisions = 0, dict[int, int]()

    def first(self, began: float) -> Order:
        """The next thing this candidate sends, in the middle of an exam: an answer
        any time from now, or a question when the server's last word is too old."""
        pause = self.random.expovariate(1 / THINKING)
        return self._next(began, pause, self.random.random() * SILENCE)

    def _next(self, now: float, pause: float, silence: float = SILENCE) -> Order:
        if pause > silence:
            return self._listen(now, pause, silence * self.random.uniform(0.9, 1.1))
        return self._save(now + pause)

    def _listen(self, now: float, pause: float, silence: float) -> Order:
        left = max(pause - silence, 0.0)

        def done(status: int, body: bytes) -> Order | None:
            is_same = status == 200 and body == self.mark
            self.mark = body
            now = time.perf_counter()
            return self._in_time(
                self._next(now, left) if is_same else self._look(now, left)
            )

        return Order(self._get(self.bell), now + silence, done, "bell")

    def _look(self, now: float, pause: float) -> Order:
        def done(status: int, body: bytes) -> Order | None:
            return self._in_time(self._next(time.perf_counter(), pause))

        return Order(self._get(f"{self.path}/state"), now, done, "state")

    def _get(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{self.head}\r\n".encode()

    def _save(self, due: float) -> Order:
        position = self.turn % len(self.paper) + 1
        self.turn += 1
        revision = self.revisions.get(position, 0)
        body = json.dumps(
            {
                "op_id": uuid.uuid4().hex,
                "base_revision": revision,
                "response": response_to(self.paper[position - 1], self.turn),
            }
        )
        data = (
            f"PUT {self.path}/answers/{position} HTTP/1.1\r\nHost: localhost\r\n"
            f"{self.head}Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

        def done(status: int, body: bytes) -> Order | None:
            if status == 200:
                self.revisions[position] = revision + 1
            pause = self.random.expovariate(1 / THINKING)
            return self._in_time(self._next(time.perf_counter(), pause))

        return Order(data.encode(), due, done, "save")

    def _in_time(self, order: Order) -> Order | None:
        return order if order.due < self.until else None


def play(
    site: Site, candidates: list[Candidate], seconds: float, lines: int, fresh: bool
) -> Report:
    """All of them answer for so long, from two processes if there are many."""
    _warm_up(site, candidates[0])
    marks = _marks(site, candidates)
    before, began = site.used(), time.perf_counter()

    def half(part: list[Candidate]) -> Tally:
        wire = Wire(site.address, lines, fresh=fresh)
        # Nobody is late because this program was not ready yet.
        start = time.perf_counter() + len(part) * READY
        seats = [
            Seat(site.house, each, start + seconds, marks.get(each.attempt_id, b""))
            for each in part
        ]
        tally = wire.run(_begun(seats, start))
        wire.close()
        return tally

    tally, cpu = _apart(half, [candidates])
    took = time.perf_counter() - began
    return report(site, "answering", len(candidates), tally, before, took, cpu)


def spike(site: Site, candidates: list[Candidate], lines: int, fresh: bool) -> Report:
    """All of them start within half a minute, by the page's form."""
    before, began = site.used(), time.perf_counter()

    def orders(part: list[Candidate]) -> Tally:
        start = time.perf_counter() + len(part) * READY
        step = SPREAD_SECONDS / len(part)
        wire = Wire(site.address, lines, fresh=fresh)
        made = []
        for n, candidate in enumerate(part):
            data = start_of(site.house.headers(candidate))
            made.append(Order(data, start + n * step, None, "start"))
        tally = wire.run(made)
        wire.close()
        return tally

    tally, cpu = _apart(orders, [candidates])
    took = time.perf_counter() - began
    return report(site, "starting", len(candidates), tally, before, took, cpu)


def report(
    site: Site,
    what: str,
    candidates: int,
    tally: Tally,
    before: Any,
    took: float,
    cpu: float,
) -> Report:
    used = site.used() - before
    waits = sorted(tally.waits.get("save") or tally.waits["start"])
    bells = sorted(tally.waits.get("bell", [0.0]))
    told = len(waits)
    count = sum(map(len, tally.waits.values()))
    saves = len(tally.waits.get("save", []))
    for status, body in tally.examples.items():
        print("  unexpected", status, body)
    return Report(
        engine=site.engine,
        what=what,
        candidates=candidates,
        seconds=took,
        requests=count,
        errors=tally.errors,
        per_second=count / took,
        saves_per_second=saves / took,
        p50_ms=waits[told // 2],
        p95_ms=waits[int(told * 0.95)],
        p99_ms=waits[int(told * 0.99)],
        worst_ms=waits[-1],
        bells_p99_ms=bells[int(len(bells) * 0.99)],
        web_ms=used.web / count,
        database_ms=used.database / count,
        worker_ms=used.worker / count,
        generator_ms=cpu / count,
        memory_mb=site.memory(),
        statuses=tally.statuses,
    )


def _begun(seats: list[Seat], began: float) -> Iterator[Order]:
    for seat_ in seats:
        order = seat_.first(began)
        if order.due < seat_.until:
            yield order


def _warm_up(site: Site, candidate: Candidate) -> None:
    path = f"/api/v1/attempts/{candidate.attempt_id}"
    data = request("GET", path, site.house.headers(candidate))
    Wire(site.address, 8).run([Order(data) for _ in range(64)])


def _marks(site: Site, candidates: list[Candidate]) -> dict[int, bytes]:
    """What every bell rings. A proxy's lines lead to every process: each is asked
    until each process has been asked for it, reads it with its next heartbeat, and
    says."""
    marks: dict[int, bytes] = {}

    def heard(attempt: int) -> Done:
        def done(status: int, body: bytes) -> None:
            if status == 200:
                marks[attempt] = body

        return done

    for turn in range(8):
        wire = Wire(site.address, 32)
        orders = []
        for each in candidates:
            data = request("GET", site.house.bell(each.attempt_id))
            orders.append(Order(data, 0.0, heard(each.attempt_id), "bell"))
        wire.run(orders)
        wire.close()
        if turn == 6:
            time.sleep(2 * BEAT_SECONDS)
    return marks


def _apart(work: Any, parts: list[list[Candidate]]) -> tuple[Tally, float]:
    """Run the generator in processes of its own: this one holds the database open,
    and the collector must not walk its heap while answers are being timed."""
    context = multiprocessing.get_context("fork")
    found: Any = context.Queue()

    def run(part: list[Candidate]) -> None:
        gc.disable()
        began = time.process_time()
        tally = work(part)
        found.put((tally, (time.process_time() - began) * 1000))

    processes = [context.Process(target=run, args=(part,)) for part in parts]
    for process in processes:
        process.start()
    outcomes = [found.get() for _ in processes]
    for process in processes:
        process.join()
    return _together([tally for tally, _ in outcomes]), sum(cpu for _, cpu in outcomes)


def _together(tallies: list[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        for kind, waits in tally.waits.items():
            whole.waits.setdefault(kind, []).extend(waits)
        for status, number in tally.statuses.items():
            whole.statuses[status] = whole.statuses.get(status, 0) + number
        whole.examples.update(tally.examples)
        whole.reconnects += tally.reconnects
    return whole


def run_day(engine: str, options: argparse.Namespace) -> list[Report]:
    """Answering on a full house, then everybody else starts at once."""
    number = options.candidates or CANDIDATES[engine]
    settings = dict(pair.split("=", 1) for pair in options.set)
    with a_site(engine, number + options.starts, **settings) as site:
        seat(site.house, number)
        site.start("web", "worker")
        seated = site.house.candidates[:number]
        reports = []
        if options.seconds:
            reports.append(
                play(site, seated, options.seconds, options.lines, options.own_lines)
            )
            print(reports[-1], flush=True)
        if options.starts:
            late = site.house.candidates[number:]
            reports.append(spike(site, late, options.lines, options.own_lines))
            print(reports[-1], flush=True)
    return reports


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--candidates", type=int, help="default 5000 and 20000")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--starts", type=int, default=3000)
    parser.add_argument("--lines", type=int, default=256, help="connections kept")
    parser.add_argument("--own-lines", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="LMS_X=Y")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    reports = [
        found
        for engine in ([options.engine] if options.engine else ENGINES)
        for found in run_day(engine, options)
    ]
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in reports], indent=1))


if __name__ == "__main__":
    main()
