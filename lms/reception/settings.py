"""gunicorn's settings that are ours to choose; operators choose processes, threads
and the address (lms.serving)."""

import gc
import resource
from typing import Any

from lms import pulse
from lms.kernel import jobs

MOST_CONNECTIONS = 10_000
"""Of one web process; a silent one costs about a kilobyte."""
OTHER_FILES = 256
"""Kept back for the database, the log, and large requests on their way in."""


def most_connections() -> int:
    """What one process may hold open; raises our own limit as far as we may."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if limit < wanted:
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
    return min(limit - OTHER_FILES, MOST_CONNECTIONS)


def when_ready(server: Any) -> None:
    """Before the first fork: what is loaded by now is shared by all processes."""
    jobs.load()
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """In every web process: threads and connections are not inherited."""
    pulse.start(worker.wsgi)


worker_class = "lms.reception.worker.Reception"
# Loaded once: a process that died is replaced within a tenth of a second.
preload_app = True
worker_connections = most_connections()
backlog = 4096
# Longer than a proxy keeps its side (nginx: 60 s), so that it is the proxy who
# closes, and than the exam page is silent: a browser keeps its connection.
keepalive = 75
# Nobody in front of us says in a header where we are: a path is what it was sent as.
forwarder_headers = ""
graceful_timeout = 20
loglevel = "warning"
# It would open a control socket in the user's home otherwise.
control_socket_disable = True
