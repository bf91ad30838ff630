"""Files: a folder at a desk, an S3 bucket in production, one face for both."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

PIECE = 1024 * 1024
"""Bytes that are in memory at a time, when a file is handed through."""
AT_ONCE = 2
"""Pieces of 5 MB that are on their way when a file is kept, instead of twelve."""


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


def put_file(key: str, path: Path) -> None:
    """Keep a file of this machine under a key; it never is in memory as a whole."""
    _store().put(key, path, max_concurrency=AT_ONCE)


def fetch(key: str, path: Path) -> None:
    """Write what lies under a key into a file. Raises FileNotFoundError."""
    _size, pieces = stream(key)
    with path.open("wb") as file:
        file.writelines(pieces)


def stream(key: str) -> tuple[int, Iterator[bytes]]:
    """How many bytes lie under a key, and the bytes in pieces.

    Raises FileNotFoundError when there are none.
    """
    found = _store().get(key)
    return found.meta["size"], (bytes(piece) for piece in found.stream(PIECE))


def remove(keys: Sequence[str]) -> None:
    """Throw away what lies under these keys, if there is something."""
    for key in keys:
        with suppress(FileNotFoundError):
            _store().delete(key)


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
