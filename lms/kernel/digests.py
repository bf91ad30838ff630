"""Telling whether something changed: one digest for one content."""

import hashlib
import json
from typing import Any


def digest_of(content: Any) -> str:
    """The same hex digest for the same plain JSON content, however it is ordered."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
