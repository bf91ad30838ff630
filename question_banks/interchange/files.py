"""Uploaded files between the preview and the import."""

import hashlib
import re
from unicodedata import category

from flask import abort

from lms.kernel import storage
from lms.kernel.actor import Actor
from lms.kernel.i18n import words as _
from question_banks.interchange.errors import UnreadableFile

LARGEST = 1024 * 1024
NAME = re.compile(r"[0-9a-f]{64}")


def read(raw: bytes) -> str:
    """The file's text. Raises UnreadableFile, naming the line where it can."""
    if len(raw) > LARGEST:
        raise UnreadableFile(_("The file is larger than 1 MB"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("Line %(line)s is not UTF-8. Save the file as UTF-8", line=line)
        ) from error
    for place, letter in enumerate(text):
        if category(letter) == "Cc" and letter not in "\n\r\t":
            line = text.count("\n", 0, place) + 1
            raise UnreadableFile(
                _("Line %(line)s holds a control character", line=line)
            )
    return text


def keep(text: str, *, by: Actor) -> str:
    """Put the text aside for its owner; returns the name to ask for it by."""
    raw = text.encode()
    name = hashlib.sha256(raw).hexdigest()
    storage.put(_key(name, by), raw)
    return name


def kept(name: str, *, by: Actor) -> str:
    """The text this person put aside, or 404."""
    if not NAME.fullmatch(name):
        abort(404)
    try:
        return storage.get(_key(name, by)).decode()
    except FileNotFoundError:
        abort(404)


def _key(name: str, by: Actor) -> str:
    return f"imports/{by.id}/{name}.gift"
