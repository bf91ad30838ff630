"""Background work: plain functions, queued in the caller's transaction.

A job is queued by name and runs in the worker at least once, so every job must
bear being run twice. DBOS keeps the queue in the same database as the deed; no
other file knows it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app

from lms.kernel.db import db

QUEUE = "work"
APP_VERSION = "1"
"""Fixed: DBOS strands the jobs of a version that no worker runs."""

Job = TypeVar("Job", bound=Callable[..., Any])
LAST_JOB_SECONDS = 15
"""How long a job in hand may take to finish when the worker is told to stop."""

JOBS: dict[str, Callable[..., Any]] = {}


def job(function: Job) -> Job:
    """Make a function one that can be queued by its name."""
    JOBS[function.__name__] = function
    return function


def enqueue(name: str, *arguments: int | str) -> None:
    """Queue a job; it exists if and only if the open transaction is kept."""
    if name not in JOBS:
        raise KeyError(f"no such job: {name}")
    options = {"queue_name": QUEUE, "workflow_name": name, "app_version": APP_VERSION}
    _client().enqueue_in_transaction(db.session(), cast(Any, options), *arguments)


def load() -> None:
    """Load the queue's library now and not at the first deed: it takes half a second,
    and processes that are forked later share it."""
    import dbos  # noqa: F401, PLC0415  heavy, and commands do without


def migrate(database_url: str) -> None:
    """Make or update the queue's own tables."""
    from dbos import run_dbos_database_migrations  # noqa: PLC0415  heavy, and rare

    run_dbos_database_migrations(system_database_url=database_url)


def launch(app: Flask, *, executor: str) -> None:
    """Start working off the queue in this process."""
    from dbos import DBOS, DBOSPortableJSONSerializer  # noqa: PLC0415

    DBOS(
        config={
            "name": "laurel",
            "system_database_url": app.config["SQLALCHEMY_DATABASE_URI"],
            "application_version": APP_VERSION,
            # The same name after a restart: DBOS then resumes what was cut off.
            "executor_id": executor,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
        }
    )
    for name, function in JOBS.items():
        _register(app, name, function)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=2, polling_interval_sec=0.25)


def stop() -> None:
    from dbos import DBOS  # noqa: PLC0415

    DBOS.destroy(
        destroy_registry=True, workflow_completion_timeout_sec=LAST_JOB_SECONDS
    )


def _register(app: Flask, name: str, function: Callable[..., Any]) -> None:
    from dbos import DBOS  # noqa: PLC0415

    def in_app(*arguments: Any) -> Any:
        with app.app_context():
            return function(*arguments)

    in_app.__qualname__ = in_app.__name__ = name
    step = DBOS.step(name=f"{name}.step", retries_allowed=True, max_attempts=5)(in_app)

    def flow(*arguments: Any) -> Any:
        return step(*arguments)

    DBOS.workflow(name=name)(flow)


def _client() -> Any:
    client = current_app.extensions.get("dbos_client")
    if client is None:
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415

        client = DBOSClient(
            system_database_url=current_app.config["SQLALCHEMY_DATABASE_URI"],
            serializer=DBOSPortableJSONSerializer(),
            lazy=True,
        )
        current_app.extensions["dbos_client"] = client
    return client
