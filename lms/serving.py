"""Starting the product: the web server, the first start, the greeting."""

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from urllib.error import URLError

from lms.config import ROOT, Settings

READY_SECONDS = 60


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
    os.chdir(ROOT)
    command = command_line(settings)
    os.execv(command[0], command)  # noqa: S606  our own server, fixed arguments


def command_line(settings: Settings) -> list[str]:
    """gunicorn with our settings; to be run in the product's own folder."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        str(settings.web_workers),
        "--threads",
        str(settings.web_threads),
        "--bind",
        settings.bind,
        # Everything else: there.
        "--config",
        "python:lms.reception.settings",
        "wsgi:app",
    ]


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
