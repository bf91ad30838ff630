"""The product as ./run starts it: a web server and a worker, with the demo loaded."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lms.config import ROOT


@dataclass(frozen=True)
class Product:
    """A running product and the database file under it."""

    address: str
    database: Path


@contextmanager
def running_product(folder: Path) -> Iterator[Product]:
    """First start, then both processes; stopped by SIGTERM at the end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{listener.getsockname()[1]}"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("LMS_")},
        "LMS_DATA_DIR": str(folder),
        "LMS_WEB_WORKERS": "1",
        "BIND": bind,
    }

    def command(name: str) -> list[str]:
        return [sys.executable, "-m", "lms", name]

    subprocess.run(command("first-start"), env=environment, cwd=ROOT, check=True)
    processes = [
        subprocess.Popen(command(name), env=environment, cwd=ROOT)
        for name in ("web", "worker")
    ]
    try:
        _wait_for(f"http://{bind}/readyz")
        yield Product(f"http://{bind}", folder / "laurel.db")
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(40) for process in processes]
        assert codes == [0, 0], f"not stopped cleanly: {codes}"


def _wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")
