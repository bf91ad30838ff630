"""Many certificates as one PDF, for a printer."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

FOR_PAPER = ("/MediaBox", "/TrimBox", "/BleedBox", "/Resources", "/Contents")
"""What a printer needs of a page. Links, the seal's field and the tags belong to the
file that they come from: on a page without it they would lead nowhere."""
REFERENCE = b" R"
"""Without it nothing is referred to, and words can be taken as they are."""
OF_ONE_FILE = ("/Length", "/StructParents", "/StructParent")


class PrintFile:
    """Pages of other files, in order. What several of them hold (the lower layer of
    all certificates of a kind, its fonts and pictures) is kept and written once."""

    def __init__(self) -> None:
        self._whole = Pdf.new()
        self._kept: dict[tuple[bytes, bytes], Any] = {}

    def add(self, pdf: bytes) -> None:
        """All pages of this file."""
        with Pdf.open(BytesIO(pdf)) as one:
            copies: dict[tuple[int, int], Any] = {}
            for page in one.pages:
                parts = {k: v for k, v in page.obj.items() if k in FOR_PAPER}
                paper = {"/Type": Name.Page, **self._entries(parts, copies)}
                self._whole.pages.append(
                    Page(self._whole.make_indirect(Dictionary(paper)))
                )

    def write(self, path: Path) -> bool:
        """Into a file, unless there is no page. Nothing can be added any more."""
        with self._whole:
            if not len(self._whole.pages):
                return False
            self._whole.save(path)
        return True

    def _copy(self, value: Any, copies: dict[tuple[int, int], Any]) -> Any:
        """The same in this file; `copies` are those of the other file's objects."""
        if not isinstance(value, (Array, Dictionary, Stream)):
            return value
        if not value.is_indirect:
            return self._content(value, copies)
        if value.objgen not in copies:
            copies[value.objgen] = self._once(value, copies)
        return copies[value.objgen]

    def _once(self, value: Any, copies: dict[tuple[int, int], Any]) -> Any:
        """One object for all that say the same. What they refer to was made one
        before: so the same words mean the same things."""
        content = self._content(value, copies)
        data = value.read_raw_bytes() if isinstance(value, Stream) else b""
        key = hashlib.sha256(data).digest(), content.unparse()
        if key not in self._kept:
            is_stream = isinstance(value, Stream)
            made = Stream(self._whole, data, content) if is_stream else content
            self._kept[key] = self._whole.make_indirect(made)
        return self._kept[key]

    def _content(self, value: Any, copies: dict[tuple[int, int], Any]) -> Any:
        if not isinstance(value, Stream) and REFERENCE not in (
            words := value.unparse()
        ):
            return Object.parse(words)
        if isinstance(value, Array):
            return Array([self._copy(each, copies) for each in value])
        return Dictionary(self._entries(dict(value.items()), copies))

    def _entries(
        self, entries: dict[str, Any], copies: dict[tuple[int, int], Any]
    ) -> dict[str, Any]:
        return {
            name: self._copy(value, copies)
            for name, value in entries.items()
            if name not in OF_ONE_FILE
        }
