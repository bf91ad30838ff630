"""Signatures for what we held, in a form nobody else can make.

Under the secret of this installation: with another LMS_SECRET_KEY, what was signed
before is not known as ours any more.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app

from exams.sittings.rules.responses import Response
from lms.kernel.moments import iso


def sign(
    attempt_id: int, position: int, revision: int, response: Response, at: datetime
) -> str:
    """HMAC-SHA-256 in hex of one held answer, `response` in tokens (see `words`)."""
    line = words(attempt_id, position, revision, response, at)
    return _signed("answer receipts", line)


def words(
    attempt_id: int, position: int, revision: int, response: Response, at: datetime
) -> bytes:
    """What is signed: a JSON list without spaces, keys sorted, in UTF-8."""
    return _plain([attempt_id, position, revision, response, iso(at)])


def sign_document(document: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 in hex of a whole receipt, without its signature."""
    return _signed("attempt receipts", _plain(document))


def _plain(content: object) -> bytes:
    plain = json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    # What somebody hands us to verify may hold half a character.
    return plain.encode(errors="surrogatepass")


def _signed(purpose: str, line: bytes) -> str:
    key = _key(purpose, current_app.secret_key)
    return hmac.digest(key, line, "sha256").hex()


@cache
def _key(purpose: str, secret: object) -> bytes:
    # Apart from the key of cookies: one signature never stands for the other.
    return hashlib.sha256(f"{purpose} {secret}".encode()).digest()
