"""Uploaded files between the preview and the confirmation."""

import hashlib
import re

from flask import abort

from lms.kernel import storage
from lms.kernel.actor import Actor

NAME = re.compile(r"[0-9a-f]{64}")


def keep(raw: bytes, *, by: Actor) -> str:
    """Put the file aside for its owner, in place of the one before; returns its
    digest to ask for it by."""
    storage.put(_key(by), raw)
    return hashlib.sha256(raw).hexdigest()


def kept(digest: str, *, by: Actor) -> bytes:
    """The file this person put aside last; 404 if it is another one by now."""
    raw = storage.find(_key(by)) if NAME.fullmatch(digest) else None
    if raw is None or hashlib.sha256(raw).hexdigest() != digest:
        abort(404)
    return raw


def drop(*, by: Actor) -> None:
    """It is recorded: nobody needs the file any more."""
    storage.remove([_key(by)])


def _key(by: Actor) -> str:
    return f"intakes/{by.id}/last"
