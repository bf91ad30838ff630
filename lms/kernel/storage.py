"""Files: a folder at a desk, an S3 bucket in production, one face for both."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app


def put(key: str, content: bytes) -> None:
    """Keep bytes under a key; the same key again replaces them whole."""
    _store().put(key, content)


def keep(key: str, content: bytes) -> bytes:
    """Keep bytes unless there are some under this key; returns those that are kept.

    Of two who come together one wins, and both learn what lies there.
    """
    from obstore.exceptions import AlreadyExistsError  # noqa: PLC0415  as below

    try:
        _store().put(key, content, mode="create")
    except AlreadyExistsError:
        return get(key)
    return content


def find(key: str) -> bytes | None:
    """The bytes under a key, or None."""
    try:
        return get(key)
    except FileNotFoundError:
        return None


def get(key: str) -> bytes:
    """The bytes under a key. Raises FileNotFoundError when there are none."""
    return bytes(_store().get(key).bytes())


def open_store(url: str) -> Any:
    """A store for file:///folder or s3://bucket/prefix."""
    from obstore.store import LocalStore, from_url  # noqa: PLC0415  heavy, and rare

    if url.startswith("file:"):
        folder = Path(urlsplit(url).path)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return LocalStore(prefix=folder)
    return from_url(url)


def _store() -> Any:
    store = current_app.extensions.get("files")
    if store is None:
        store = open_store(current_app.config["SETTINGS"].storage_url)
        current_app.extensions["files"] = store
    return store
