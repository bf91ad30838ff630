"""Receipts for answers: what we held, when, in a form nobody else can make."""

import hashlib
import hmac
import json
from datetime import datetime
from functools import cache

from flask import current_app

from exams.sittings.rules.responses import Response
from lms.kernel.moments import iso


def sign(
    attempt_id: int, position: int, revision: int, response: Response, at: datetime
) -> str:
    """HMAC-SHA-256 in hex of one held answer, `response` in tokens (see `words`)."""
    line = words(attempt_id, position, revision, response, at)
    return hmac.new(_key(current_app.secret_key), line, hashlib.sha256).hexdigest()


def words(
    attempt_id: int, position: int, revision: int, response: Response, at: datetime
) -> bytes:
    """What is signed: a JSON list without spaces, keys sorted, in UTF-8."""
    said = [attempt_id, position, revision, response, iso(at)]
    return json.dumps(
        said, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


@cache
def _key(secret: object) -> bytes:
    # Apart from the key of cookies: one signature never stands for the other.
    return hashlib.sha256(f"answer receipts {secret}".encode()).digest()
