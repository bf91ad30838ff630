"""Processes die at any moment; what was acknowledged is still held.

    .venv/bin/python -m tests.load.kills [--kills 1000] [--engine sqlite|postgresql]

A web server, a worker and a database serve candidates who start, answer and hand
in, and send again what was not answered, under the same op_id, as the exam page
does. Meanwhile web processes, the web server's master, the worker, the database's
backends and the database itself are killed with SIGKILL, one after the other.
After every kill, and at the end, the database is asked what it holds.
"""

import argparse
import http.client
import json
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from certificates.awards.models import Certificate
from exams.marking.models import ScoreRun
from exams.sittings.models import Answer, AnswerEvent, Attempt
from lms.kernel.db import db
from tests.load.house import EXAM, Candidate, response_to, right_responses
from tests.load.processes import children
from tests.load.site import ENGINES, Site, a_site

CLIENTS = 12
PAUSE = (0.15, 0.6)
"""Seconds between two kills."""
PATIENCE = 60.0
"""Seconds in which the product must be back after any kill."""


@dataclass
class Ledger:
    """What the clients were told: the highest acknowledged answer at each place."""

    acknowledged: int = 0
    sent_again: int = 0
    handed_in: int = 0
    certified: int = 0
    answers: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    ops: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, attempt: int, position: int, revision: int, op: str) -> None:
        with self.lock:
            self.acknowledged += 1
            self.answers[attempt, position] = (revision, op)
            self.ops[op] = revision


class Client(threading.Thread):
    """Candidates, one after the other, at one browser that never gives up."""

    def __init__(self, drill: "Drill", number: int) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self.drill, self.random = drill, random.Random(number)
        self.line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            while not self.drill.stopping.is_set():
                candidate = self.drill.next_candidate()
                if candidate is None:
                    return
                self._sit(candidate)
        except Stopped:
            return
        except Exception as error:
            self.drill.ledger.faults.append(f"{self.name}: {error!r}")
            raise
        finally:
            if self.line is not None:
                self.line.close()

    def _sit(self, candidate: Candidate) -> None:
        attempt = self._insist(candidate, "POST", "/api/v1/attempts", {"exam": EXAM})
        number, paper = attempt["id"], attempt["questions"]
        passes = candidate.person_id % 3 == 0
        right = self.drill.right_responses(number) if passes else {}
        for question in paper if passes else paper[: self.drill.answers]:
            position = question["position"]
            response = right.get(position, response_to(question))
            self._answer(candidate, number, position, response)
        path = f"/api/v1/attempts/{number}/submission"
        closed = self._insist(candidate, "POST", path)
        assert closed["state"] == "closed"
        with self.drill.ledger.lock:
            self.drill.ledger.handed_in += 1

    def _answer(
        self, candidate: Candidate, attempt: int, position: int, response: Any
    ) -> None:
        op = uuid.uuid4().hex
        receipt = self._insist(
            candidate,
            "PUT",
            f"/api/v1/attempts/{attempt}/answers/{position}",
            {"op_id": op, "base_revision": 0, "response": response},
        )
        self.drill.ledger.note(attempt, position, receipt["revision"], op)
        time.sleep(self.random.uniform(0.0, 0.01))

    def _insist(
        self, candidate: Candidate, method: str, path: str, body: Any = None
    ) -> dict[str, Any]:
        """The answer to a request, however often it has to be sent."""
        for turn in range(10_000):
            if turn:
                with self.drill.ledger.lock:
                    self.drill.ledger.sent_again += 1
                if self.drill.stopping.wait(self.random.uniform(0.05, 0.3)):
                    raise Stopped
            status, answer = self._send(candidate, method, path, body)
            if status in (200, 201):
                return answer
            if status and status != 503:
                raise AssertionError(f"{method} {path}: {status} {answer}")
        raise AssertionError(f"{method} {path} was never answered")

    def _send(
        self, candidate: Candidate, method: str, path: str, body: Any
    ) -> tuple[int, Any]:
        if self.line is None:
            address, port = self.drill.site.address
            self.line = http.client.HTTPConnection(address, port, timeout=20)
        headers = {
            **self.drill.site.house.headers(candidate),
            "Content-Type": "application/json",
        }
        try:
            data = json.dumps(body if body is not None else {})
            self.line.request(method, path, data, headers)
            answer = self.line.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            self.line.close()
            self.line = None
            return 0, None


class Stopped(Exception):
    """The drill is over: a request stays unanswered."""


class Drill:
    """Clients on a site, and somebody who kills.

    `short`: everything dies once; after that only web processes do.
    """

    def __init__(
        self, site: Site, *, answers: int, clients: int = CLIENTS, short: bool = False
    ) -> None:
        self.site, self.answers, self.is_short = site, answers, short
        self.random = random.Random()
        self.ledger, self.killed = Ledger(), Counter[str]()
        self.stopping = threading.Event()
        self._queue = iter(site.house.candidates)
        self._lock = threading.Lock()
        self.clients = [Client(self, n) for n in range(clients)]
        self.weapons: dict[str, Callable[[], None]] = {
            "web process": self._kill_a_web_process,
            "web server": self._kill_the_web_server,
            "worker": self._kill_the_worker,
        }
        if site.postgres:
            self.weapons["database backend"] = self._kill_a_backend
            self.weapons["database"] = self._kill_the_database

    def run(self, kills: int, *, tell: Callable[[str], None] = print) -> None:
        """Kill so often, look after every kill, and look closely at the end."""
        self.start()
        time.sleep(0.5)
        for number in range(1, kills + 1):
            before = self.ledger.acknowledged
            weapon = self._next_weapon(number)
            self.weapons[weapon]()
            self.killed[weapon] += 1
            self._await_life(before)
            self._look()
            if number % 50 == 0:
                tell(f"  {number} kills, {self.ledger.acknowledged} acknowledged")
        self.stop()
        self._look()
        self._look_closely()

    def start(self) -> None:
        for client in self.clients:
            client.start()

    def stop(self) -> None:
        self.stopping.set()
        for client in self.clients:
            client.join(30)

    def next_candidate(self) -> Candidate | None:
        with self._lock:
            return next(self._queue, None)

    def right_responses(self, attempt: int) -> dict[int, Any]:
        return self._ask(lambda: right_responses(attempt))

    def _next_weapon(self, number: int) -> str:
        names = list(self.weapons)
        if number <= len(names):
            return names[number - 1]
        if self.is_short:
            return "web process"
        # The web processes are where the answers are: they die most often.
        return self.random.choice([*names, "web process", "web process"])

    def _await_life(self, before: int) -> None:
        until = time.monotonic() + PATIENCE
        time.sleep(self.random.uniform(*PAUSE))
        while self.ledger.acknowledged <= before:
            assert time.monotonic() < until, "the product did not come back"
            assert any(client.is_alive() for client in self.clients), "all are through"
            time.sleep(0.05)

    # Killing

    def _kill_a_web_process(self) -> None:
        web = self.site.processes["web"].pid
        _kill(self._victim(lambda: sorted(children(web))))

    def _kill_the_web_server(self) -> None:
        self._replace("web")

    def _kill_the_worker(self) -> None:
        self._replace("worker")

    def _replace(self, name: str) -> None:
        process = self.site.processes[name]
        if name == "web":
            self._victim(lambda: sorted(children(process.pid)))
        _kill(process.pid)
        process.wait()
        # Whoever starts it again does so until it stays: the database must be there.
        self._ask(_held)
        # Its children notice within a second and let go of the address.
        self.site.start(name, wait=False)

    def _kill_a_backend(self) -> None:
        assert self.site.postgres is not None
        _kill(self._victim(self.site.postgres.backends))

    def _kill_the_database(self) -> None:
        assert self.site.postgres is not None
        _kill(self.site.postgres.postmaster)
        self.site.postgres.revive()

    def _victim(self, find: Callable[[], list[int]]) -> int:
        """One of these processes, as soon as there are any."""
        until = time.monotonic() + PATIENCE
        while not (found := find()):
            assert time.monotonic() < until, "nobody came back to be killed"
            time.sleep(0.05)
        return self.random.choice(found)

    # Looking

    def _look(self) -> None:
        """Everything that was acknowledged before now is held now."""
        with self.ledger.lock:
            told = dict(self.ledger.answers)
        held = self._ask(_held)
        lost = [place for place, (rev, _) in told.items() if held.get(place, 0) < rev]
        assert not lost, f"acknowledged answers lost: {lost[:5]} of {len(told)}"
        assert not self.ledger.faults, self.ledger.faults
        ended = [n for n, p in self.site.processes.items() if p.poll() is not None]
        assert not ended, f"not killed, and yet gone: {ended}"

    def _look_closely(self) -> None:
        events = self._ask(_events)
        doubled = [op for op, number in events.items() if len(number) > 1]
        assert not doubled, f"ops doubled: {doubled[:5]}"
        wrong = [
            op for op, revision in self.ledger.ops.items() if events[op] != [revision]
        ]
        assert not wrong, f"ops not as acknowledged: {wrong[:5]}"
        scores, certificates, open_ones, self.ledger.certified = self._ask(_outcomes)
        assert max(scores.values(), default=0) <= 1, "an attempt with two scores"
        assert max(certificates.values(), default=0) <= 1, "two certificates"
        assert open_ones <= len(self.clients), "attempts stayed open"
        assert len(scores) >= self.ledger.handed_in, "handed in without a score"

    def _ask(self, question: Callable[[], Any]) -> Any:
        """What the database says, as soon as it can."""
        until = time.monotonic() + PATIENCE
        while True:
            with self.site.house.app.app_context():
                try:
                    return question()
                except (DBAPIError, OSError):
                    assert time.monotonic() < until, "the database did not come back"
                    time.sleep(0.1)
                finally:
                    with suppress(DBAPIError):
                        db.session.remove()


def _held() -> dict[tuple[int, int], int]:
    rows = db.session.execute(
        select(Answer.attempt_id, Answer.position, Answer.revision)
    )
    return {(attempt, position): revision for attempt, position, revision in rows}


def _events() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for op, revision in db.session.execute(
        select(AnswerEvent.op_id, AnswerEvent.revision)
    ):
        found.setdefault(op, []).append(revision)
    return found


def _outcomes() -> tuple[dict[int, int], dict[int, int], int, int]:
    scores = _counted(ScoreRun.attempt_id)
    certificates = _counted(Certificate.person_id)
    open_ones = db.session.scalar(
        select(func.count(Attempt.id)).where(Attempt.state == "open")
    )
    return scores, certificates, open_ones or 0, len(certificates)


def _counted(column: Any) -> dict[int, int]:
    rows = db.session.execute(select(column, func.count()).group_by(column))
    return dict(rows.all())


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def run_drill(engine: str, kills: int, **how: Any) -> Drill:
    """One drill from an empty house to the last look. Raises AssertionError."""
    people = 200 + kills * 12
    with a_site(engine, people, LMS_WEB_WORKERS="2") as site:
        site.start("web", "worker")
        drill = Drill(site, **{"answers": 12, **how})
        try:
            drill.run(kills)
        finally:
            drill.stop()
    return drill


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--engine", choices=ENGINES)
    options = parser.parse_args()
    for engine in [options.engine] if options.engine else ENGINES:
        began = time.monotonic()
        drill = run_drill(engine, options.kills)
        ledger, minutes = drill.ledger, (time.monotonic() - began) / 60
        print(
            f"{engine}: {sum(drill.killed.values())} kills "
            f"({', '.join(f'{n} × {what}' for what, n in drill.killed.items())}), "
            f"{ledger.acknowledged} acknowledged, 0 lost, 0 doubled; "
            f"{ledger.sent_again} sent again, {ledger.handed_in} handed in, "
            f"{ledger.certified} certified; {minutes:.1f} minutes",
            flush=True,
        )


if __name__ == "__main__":
    main()
