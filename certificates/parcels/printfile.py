"""Many certificates as one PDF, for a printer."""

from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from pikepdf import Name, Pdf

NOT_FOR_PAPER = (Name.Annots, Name.StructParents, Name.Tabs, Name.AA)
"""Links, the seal's field and the tags belong to the file that they come from: on a
page without it they would lead nowhere."""


class PrintFile:
    """Pages of other files, in order. Their bytes stay in memory until it is written:
    add as many as one wants to hold."""

    def __init__(self) -> None:
        self._whole = Pdf.new()
        self._open = ExitStack()

    def add(self, pdf: bytes) -> None:
        """All pages of this file."""
        one = self._open.enter_context(Pdf.open(BytesIO(pdf)))
        for page in one.pages:
            for key in NOT_FOR_PAPER:
                if key in page.obj:
                    del page.obj[key]
            self._whole.pages.append(page)

    def write(self, path: Path) -> bool:
        """Into a file, unless there is no page. Nothing can be added any more."""
        with self._open, self._whole:
            if not len(self._whole.pages):
                return False
            self._whole.save(path)
        return True
