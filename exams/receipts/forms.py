"""A receipt that somebody hands in to be verified."""

import json
from typing import Any

from flask_wtf.file import FileField, FileRequired

from lms.kernel.forms import Form
from lms.kernel.i18n import words as _

LARGEST = 256 * 1024
"""Bytes; the receipt of two hundred questions has thirty thousand."""


class ReceiptForm(Form):
    file = FileField(_("Receipt"), [FileRequired(_("Choose the file of the receipt"))])

    def document(self) -> dict[str, Any]:
        """What the file holds; nothing at all when it holds no JSON object."""
        try:
            found = json.loads(self.file.data.read(LARGEST))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
