"""Starting the product: the web server, the first start, the greeting."""

import os
import resource
import socket
import time
import urllib.request
from collections.abc import Iterator
from urllib.error import URLError

from lms.config import ROOT, Settings

READY_SECONDS = 60
MOST_CONNECTIONS = 10_000
"""Of one web process; idle ones cost about a kilobyte each."""
OTHER_FILES = 256
"""Kept back for the database, the log, and large requests on their way in."""


def take_and_leave(bind: str) -> None:
    """See that we can listen there, as gunicorn will a moment later.

    Raises OSError when somebody listens there already, or the address is not
    ours, and ValueError when it is none.
    """
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdigit():
        raise ValueError(bind)
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    socket.create_server((host.strip("[]"), int(port)), family=family).close()


def serve(settings: Settings) -> None:
    """Become the web server: this process is replaced by gunicorn."""
    command = [
        str(ROOT / ".venv/bin/gunicorn"),
        "--workers",
        str(settings.web_workers),
        "--threads",
        str(settings.web_threads),
        "--bind",
        settings.bind,
        "--chdir",
        str(ROOT),
        # It would open a control socket in the user's home otherwise.
        "--no-control-socket",
        "--log-level",
        "warning",
        "--graceful-timeout",
        "20",
        # Threads never wait for slow clients: see there.
        "--worker-class",
        "lms.reception.worker.Reception",
        "--worker-connections",
        str(most_connections()),
        # Longer than a proxy keeps its side (nginx: 60 s), so that it is the proxy
        # who closes, and than the room is silent: a browser keeps its connection.
        "--keep-alive",
        "75",
        "--backlog",
        "4096",
        "wsgi:app",
    ]
    os.execv(command[0], command)  # noqa: S606  our own server, fixed arguments


def most_connections() -> int:
    """What one web process can hold open; raises our own limit as far as we may."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if limit < wanted:
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
    return min(limit - OTHER_FILES, MOST_CONNECTIONS)


def is_ready(settings: Settings) -> bool:
    """Wait until the server answers, at most READY_SECONDS."""
    return any(_answers(settings) for _ in _tries())


def _tries() -> Iterator[None]:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        yield
        time.sleep(0.1)


def _answers(settings: Settings) -> bool:
    host, _, port = settings.bind.rpartition(":")
    host = "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104  compared only
    request = urllib.request.Request(
        f"http://{host}:{port}/healthz", headers={"Host": settings.host}
    )
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
