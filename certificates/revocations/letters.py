"""Letters about certificates that were revoked, a slice at a time."""

from datetime import datetime

from certificates.awards.letters import write_to_holder
from certificates.revocations import queries
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.jobs import job

SLICE = 50
"""Letters written in one transaction: others want to write, too."""


def tell_next(proposal_id: int, *, now: datetime) -> bool:
    """Write the next letters to the holders of what was revoked; are there more?"""
    lines = queries.untold(proposal_id, most=SLICE + 1)
    for line in lines[:SLICE]:
        write_to_holder(line.certificate, "certificate_revoked", now=now)
        line.told_at = now
    return len(lines) > SLICE


@job
def tell_the_others(proposal_id: int) -> None:
    """Write the letters that are not written yet; cut off, it goes on where it was."""
    are_more = True
    while are_more:
        with transaction():
            are_more = tell_next(proposal_id, now=clock.now())
