"""Logs: one JSON line for each event, to stderr, without anybody's secrets."""

import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog
from flask import g, has_request_context
from structlog.types import EventDict, WrappedLogger


def configure() -> None:
    """Tracebacks without local variables: those hold passwords and answers."""
    structlog.configure(
        processors=[
            _name_the_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(cast(TextIO, _Stderr())),
    )


class _Stderr:
    """A disk without room for the log silences the log, never an answer.

    Asked for each line: whoever replaces stderr gets the next one.
    """

    def write(self, line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(line)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def _name_the_request(
    logger: WrappedLogger, method: str, event: EventDict
) -> EventDict:
    if has_request_context() and "request_id" in g:
        event["request"] = g.request_id
    return event
