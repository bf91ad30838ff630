"""What the worker prints. Every job bears being run twice."""

from collections.abc import Collection

from certificates.documents import queries, reprinting, services
from certificates.documents.errors import NoTimestamp
from certificates.documents.rules.reasons import Reason
from lms.kernel import clock
from lms.kernel.db import db, transaction
from lms.kernel.jobs import job


@job
def render_certificate(certificate_id: int) -> None:
    """Print one certificate and keep its bytes; a second run finds them.

    What cannot be printed is held for a person. Raises NoTimestamp, and whatever
    else the queue may try again soon.
    """
    _print([certificate_id])


@job
def render_certificates(certificate_ids: str) -> None:
    """Print several, given as "1,2,3": as few at a time as one wants to lose."""
    _print([int(number) for number in certificate_ids.split(",")])


@job
def reprint_certificates(reprinting_id: int, after: int) -> None:
    """Print the next certificates of a reprinting, and queue those after them."""
    reprinting.go_on(reprinting_id, after)


def _print(certificate_ids: Collection[int]) -> None:
    # Only here: the web has no use for a press.
    from certificates.documents import printing  # noqa: PLC0415

    try:
        outcome = printing.print_certificates(certificate_ids)
    except Exception:
        # The queue gives up after some tries; then this is all that is left of it.
        db.session.rollback()
        with transaction():
            for certificate_id in queries.unprinted(certificate_ids):
                services.hold(certificate_id, Reason.FAULT, "", now=clock.now())
        raise
    if outcome.unstamped:
        raise NoTimestamp("the time-stamp service did not answer")
