"""What the worker prints. Every job bears being run twice."""

from certificates.documents import reprinting
from certificates.documents.errors import NoTimestamp
from lms.kernel.jobs import job


@job
def render_certificate(certificate_id: int) -> None:
    """Print one certificate and keep its bytes; a second run finds them.

    What cannot be printed is held for a person. Raises NoTimestamp, so that the
    queue tries again soon.
    """
    # Only here: the web has no use for a press.
    from certificates.documents import printing  # noqa: PLC0415

    outcome = printing.print_certificates([certificate_id])
    if outcome.unstamped:
        raise NoTimestamp("the time-stamp service did not answer")


@job
def render_certificates(certificate_ids: str) -> None:
    """Print several, given as "1,2,3": as few at a time as one wants to lose."""
    from certificates.documents import printing  # noqa: PLC0415

    outcome = printing.print_certificates([int(n) for n in certificate_ids.split(",")])
    if outcome.unstamped:
        raise NoTimestamp("the time-stamp service did not answer")


@job
def reprint_certificates(reprinting_id: int, after: int) -> None:
    """Print the next certificates of a reprinting, and queue those after them."""
    reprinting.go_on(reprinting_id, after)
