"""An attempt's deeds in the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exams.sittings.models import Attempt
from lms.kernel import audit
from lms.kernel.actor import Actor


def note(
    attempt: Attempt, deed: str, after: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    """Note a deed, as `handed_in`, for the company the person sat it for."""
    audit.record(
        f"exams.attempt.{deed}",
        "attempt",
        attempt.id,
        by=by,
        now=now,
        company_id=attempt.company_id,
        after=dict(after),
    )
