"""What the product costs: CPU on the server and waiting at the browser.

    .venv/bin/python -m tests.load.bench [--people 40] [--engine sqlite] [--json FILE]

Real gunicorn, real database, requests over loopback from this process. CPU time
is that of the server's processes only (web and database apart), taken from the
system before and after each step. The floor is the same server answering a
constant in the same run: compare ratios, not milliseconds of different machines.
"""

import argparse
import http.client
import json
import platform
import socket
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from lms.config import ROOT, Settings
from tests.databases import Postgres
from tests.load.candidates import Crowd, gather
from tests.load.processes import cpu_ms, memory_mb, wait_for, web_server

SECRET = "a secret that only this benchmark knows"
PROGRAMME = ROOT / "lms" / "library" / "nimbus"


@dataclass(frozen=True)
class Step:
    """One kind of request: CPU per request and latencies, in milliseconds."""

    engine: str
    step: str
    requests: int
    failed: int
    web_cpu_ms: float
    database_cpu_ms: float
    p50_ms: float
    p99_ms: float
    per_second: float


class Bench:
    def __init__(self, engine: str, port: int, web: int, database: int | None) -> None:
        self.engine, self.port, self.web, self.database = engine, port, web, database
        self.steps: list[Step] = []

    def run(self, name: str, jobs: Iterable[Callable[["Client"], bool]]) -> None:
        """Do every job once, four at a time, and note what it cost."""
        work = list(jobs)
        before, started = self._cpu(), time.perf_counter()
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(self._timed, work))
        seconds, after = time.perf_counter() - started, self._cpu()
        waits = sorted(wait for wait, _ in outcomes)
        self.steps.append(
            Step(
                engine=self.engine,
                step=name,
                requests=len(work),
                failed=sum(not good for _, good in outcomes),
                web_cpu_ms=round((after[0] - before[0]) / len(work), 2),
                database_cpu_ms=round((after[1] - before[1]) / len(work), 2),
                p50_ms=round(statistics.median(waits), 1),
                p99_ms=round(waits[int(len(waits) * 0.99)], 1),
                per_second=round(len(work) / seconds),
            )
        )

    def _timed(self, job: Callable[["Client"], bool]) -> tuple[float, bool]:
        client = Client(self.port)
        started = time.perf_counter()
        good = job(client)
        wait = (time.perf_counter() - started) * 1000
        client.close()
        return wait, good

    def _cpu(self) -> tuple[float, float]:
        database = cpu_ms(self.database) if self.database else 0.0
        return cpu_ms(self.web), database


class Client:
    """One request over a connection of its own, as an API program makes it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.answer: dict[str, object] = {}

    def send(self, method: str, path: str, token: str, body: object = None) -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        payload = json.dumps(body) if body is not None else None
        self.connection.request(method, path, payload, headers)
        response = self.connection.getresponse()
        text = response.read()
        self.answer = json.loads(text) if text else {}
        return response.status < 400

    def close(self) -> None:
        self.connection.close()


def measure(bench: Bench, crowd: Crowd, saves: int) -> None:
    """The candidates' exam day, step by step."""
    attempts: dict[str, dict[str, object]] = {}

    def start(token: str) -> Callable[[Client], bool]:
        def job(client: Client) -> bool:
            good = client.send(
                "POST", "/api/v1/attempts", token, {"exam": "foundations"}
            )
            attempts[token] = client.answer
            return good

        return job

    def save(token: str, position: int) -> Callable[[Client], bool]:
        question = attempts[token]["questions"][position - 1]  # type: ignore[index]
        body = {
            "op_id": uuid.uuid4().hex,
            "base_revision": 0,
            "response": [question["options"][0]["token"]],
        }
        path = f"/api/v1/attempts/{attempts[token]['id']}/answers/{position}"
        return lambda client: client.send("PUT", path, token, body)

    def simply(method: str, path: str, token: str) -> Callable[[Client], bool]:
        return lambda client: client.send(method, path, token)

    people = crowd.candidates
    # The first requests of a process load templates and fill caches.
    bench.run("warm-up", [simply("GET", "/api/v1/certificates", people[0])] * 40)
    bench.run("floor (a constant)", [simply("GET", "/healthz", people[0])] * 400)
    bench.run("start", [start(token) for token in people])
    bench.run("answer saved", [save(t, n) for n in range(1, saves + 1) for t in people])
    bench.run(
        "submit",
        [
            simply("POST", f"/api/v1/attempts/{attempts[t]['id']}/submission", t)
            for t in people
        ],
    )
    scorecard = f"/api/v1/partners/{crowd.company}/scorecard"
    bench.run("scorecard", [simply("GET", scorecard, crowd.partner_admin)] * 100)


def run_on(engine: str, people: int, saves: int) -> tuple[list[Step], float]:
    """All steps on one engine, with the memory of the web server at the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        postgres = Postgres(folder) if engine == "postgresql" else None
        url = postgres.url("laurel_template") if postgres else f"sqlite:///{name}/b.db"
        settings = Settings(
            data_dir=folder, database_url=url, secret_key=SECRET, BIND="localhost"
        )
        crowd = gather(settings, PROGRAMME, people)
        port = _free_port()
        environment = {
            "LMS_DATABASE_URL": url,
            "LMS_DATA_DIR": name,
            "LMS_SECRET_KEY": SECRET,
        }
        with web_server(environment, port) as web:
            wait_for(lambda: _answers(port))
            database = _postmaster(postgres) if postgres else None
            bench = Bench(engine, port, web, database)
            measure(bench, crowd, saves)
            memory = memory_mb(web)
        if postgres:
            postgres.stop()
    return bench.steps, memory


def show(steps: list[Step]) -> None:
    print(f"{'engine':11}{'step':20}{'n':>6}{'failed':>7}{'web':>8}{'db':>7}", end="")
    print(f"{'x floor':>9}{'p50':>8}{'p99':>8}{'per s':>7}")
    for step in steps:
        floor = next(
            s.web_cpu_ms for s in steps if s.engine == step.engine and "floor" in s.step
        )
        cost = step.web_cpu_ms + step.database_cpu_ms
        print(
            f"{step.engine:11}{step.step:20}{step.requests:6}{step.failed:7}"
            f"{step.web_cpu_ms:8.2f}{step.database_cpu_ms:7.2f}{cost / floor:9.1f}"
            f"{step.p50_ms:8.1f}{step.p99_ms:8.1f}{step.per_second:7}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--saves", type=int, default=25, help="answers a candidate")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    engines = [options.engine] if options.engine else ["sqlite", "postgresql"]
    steps, memory = [], {}
    for engine in engines:
        found, memory[engine] = run_on(engine, options.people, options.saves)
        steps += found
    print(f"\n{platform.machine()}, {platform.python_version()}; CPU ms a request\n")
    show(steps)
    for engine, used in memory.items():
        print(f"{engine}: web server {used:.0f} MB (proportional set size)")
    report = {"memory_mb": memory, "steps": [asdict(step) for step in steps]}
    print(json.dumps(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))


def _postmaster(postgres: Postgres) -> int:
    """The database's main process, from the note it leaves in its folder."""
    folder = Path(str(postgres.base.query["host"]))
    return int((folder / "postmaster.pid").read_text().split()[0])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        return Client(port).send("GET", "/healthz", "")
    except OSError:
        return False


if __name__ == "__main__":
    main()
