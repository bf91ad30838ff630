"""The floor everybody knows: Flask answering nothing, under gunicorn.

What an empty answer costs says how fast the machine is just now. It is asked before
and after every step, so that a step is compared with the machine it met.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask

from lms.config import ROOT
from tests.load.processes import cpu_ms, free_port, wait_for
from tests.load.wire import Order, Wire, request

REFERENCE = 0.21
"""CPU-ms of an empty Flask answer on the machine on which the limits were set."""
ASKED = 1000
"""Requests: some hundred ticks of the system's clock."""

app = Flask(__name__)


@app.get("/")
def nothing() -> str:
    return ""


class Floor:
    """CPU-ms of an empty answer, as often as one asks."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self._wire = Wire(("127.0.0.1", port), 8)
        self._request = request("GET", "/")
        self.measure()  # it loads what it needs
        self.last = self.measure()

    def measure(self) -> float:
        """Now; also kept as `last`."""
        before = cpu_ms(self._process.pid)
        tally = self._wire.run([Order(self._request) for _ in range(ASKED)])
        assert not tally.errors
        self.last = (cpu_ms(self._process.pid) - before) / ASKED
        return self.last


@contextmanager
def an_empty_flask() -> Iterator[Floor]:
    """As it is cheapest: two workers without threads, a connection for each answer."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "2"]
    command += ["--bind", f"127.0.0.1:{port}", "tests.load.empty:app"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: _listens(port))
        yield Floor(process, port)
    finally:
        process.terminate()
        process.wait(40)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False
