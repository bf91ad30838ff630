"""The receipt as a document, and whether a document is one of ours."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from exams.sittings import receipts
from exams.sittings.errors import NotMarkedYet
from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.paper import PaperItem, paper_of
from lms.config import Settings
from lms.kernel.db import db
from lms.kernel.i18n import words as _
from lms.kernel.moments import iso

FORMAT = "laurel-receipt-1"
SIGNATURE = "signature"


def receipt_of(attempt: Attempt) -> dict[str, Any]:
    """The signed receipt of a closed attempt. Raises NotMarkedYet.

    The same attempt gives the same receipt, however often it is asked for.
    """
    if attempt.state == "open":
        raise NotMarkedYet(_("This attempt is still open."))
    settings: Settings = current_app.config["SETTINGS"]
    document = {
        "format": FORMAT,
        "issued_by": settings.base_url,
        "person": attempt.person.name,
        "exam": attempt.exam_version.exam.key,
        "exam_version": attempt.exam_version.number,
        "attempt": attempt.id,
        "started_at": iso(attempt.started_at),
        "finished_at": iso(attempt.finished_at),
        "cause": attempt.cause,
        "saves": _saves(attempt.id),
        "answers": [_line(attempt.id, item) for item in paper_of(attempt)],
    }
    return {**document, SIGNATURE: receipts.sign_document(document)}


def is_ours(document: Mapping[str, Any]) -> bool:
    """Did we sign exactly this?"""
    signed = {name: said for name, said in document.items() if name != SIGNATURE}
    claimed = document.get(SIGNATURE)
    return isinstance(claimed, str) and hmac.compare_digest(
        receipts.sign_document(signed).encode(),
        claimed.encode(errors="surrogatepass"),
    )


def _line(attempt_id: int, item: PaperItem) -> dict[str, Any]:
    """One position: how often it was saved, when last, and what of, as SHA-256."""
    line: dict[str, Any] = {
        "position": item.position,
        "revision": item.revision if item.saved_at else 0,
        "saved_at": iso(item.saved_at),
        "sha256": None,
    }
    if item.saved_at is not None:
        held = receipts.words(
            attempt_id, item.position, item.revision, item.response, item.saved_at
        )
        line["sha256"] = hashlib.sha256(held).hexdigest()
    return line


def _saves(attempt_id: int) -> int:
    return db.session.scalars(
        select(func.count()).where(AnswerEvent.attempt_id == attempt_id)
    ).one()
