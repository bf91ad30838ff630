"""Many certificates as one PDF, for a printer: written as they come, never held."""

import re
from array import array
from collections import OrderedDict
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Self

from pikepdf import Array, Dictionary, Object, Pdf, Stream

FOR_PAPER = ("/MediaBox", "/TrimBox", "/BleedBox", "/Resources", "/Contents")
"""What a printer needs of a page. Links, the seal's field and the tags belong to the
file that they come from: on a page without it they would lead nowhere."""
OF_ONE_FILE = ("/Length", "/StructParents", "/StructParent")
REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|\d+ \d+ R", re.DOTALL)
"""In the words of an object, as qpdf writes them; or a string, which may look so."""
CATALOG, PAGES = 1, 2
START = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
DIGEST = 16
"""Bytes."""
REMEMBERED = 30_000
"""Objects of which it is known that they are there: those of the last two thousand
certificates, and what each of them shares with others. Others may be there twice."""


class PrintFile:
    """Pages of other files, in order. What several of them hold (the lower layer of
    all certificates of a kind, its fonts and pictures) is written once.

    In memory are only where each object stands, digests of the last ones, and the other
    file whose pages are added.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._said = blake2b(digest_size=DIGEST)
        self._at = 0
        self._offsets = array("Q", [0] * PAGES)
        self._pages = array("Q")
        self._kept: OrderedDict[bytes, int] = OrderedDict()
        self._say(START)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, file: Path | BinaryIO) -> None:
        """All pages of this file, which may be one for the printer itself.

        Raises pikepdf.PdfError when it is no PDF.
        """
        with Pdf.open(file) as one:
            copies = _Copies(one, self)
            for page in one.pages:
                parts = {k: page.obj[k] for k in FOR_PAPER if k in page.obj}
                words = copies.words(Dictionary(parts))
                self._pages.append(
                    self._write(b"<< /Type /Page /Parent %d 0 R" % PAGES + words[2:])
                )

    def end(self) -> bool:
        """Complete the file; whether it has any page. Nothing can be added any more."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        pages = b"<< /Type /Pages /Count %d /Kids [ %b ] >>"
        self._write_as(PAGES, pages % (len(self._pages), kids))
        self._write_as(CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES)
        self._write_table()
        self._file.close()
        return len(self._pages) > 0

    def keep(self, words: bytes) -> int:
        """The number of the object that says this: one for all that say the same. What
        it refers to was kept before: so the same words mean the same things."""
        key = blake2b(words, digest_size=DIGEST).digest()
        number = self._kept.pop(key, None) or self._write(words)
        self._kept[key] = number
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return number

    def _write(self, words: bytes) -> int:
        self._offsets.append(0)
        number = len(self._offsets)
        self._write_as(number, words)
        return number

    def _write_as(self, number: int, words: bytes) -> None:
        self._offsets[number - 1] = self._at
        self._say(b"%d 0 obj\n%b\nendobj\n" % (number, words))

    def _say(self, words: bytes) -> None:
        self._file.write(words)
        self._said.update(words)
        self._at += len(words)

    def _write_table(self) -> None:
        """Where each object stands, and where reading begins."""
        at, size = self._at, len(self._offsets) + 1
        self._say(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for offset in self._offsets:
            self._say(b"%010d 00000 n \n" % offset)
        name = self._said.hexdigest().encode()
        trailer = b"/Root %d 0 R /Size %d /ID [ <%b> <%b> ]"
        self._say(b"trailer << %b >>\n" % (trailer % (CATALOG, size, name, name)))
        self._say(b"startxref\n%d\n%%%%EOF\n" % at)


class _Copies:
    """The objects of one file, by what they are called in the file for the printer."""

    def __init__(self, one: Pdf, into: PrintFile) -> None:
        self._one, self._into = one, into
        self._called: dict[bytes, bytes] = {}

    def words(self, value: Any) -> bytes:
        """What an object says there, its data included."""
        if isinstance(value, Stream):
            return self._words_of_stream(value)
        if isinstance(value, Object):
            return REFERENCE.sub(self._reference, value.unparse(resolved=True))
        return Array([value]).unparse()[2:-2]

    def _words_of_stream(self, stream: Stream) -> bytes:
        data, about = stream.read_raw_bytes(), stream.stream_dict
        for name in OF_ONE_FILE:
            if name in about:
                del about[name]
        start = self.words(about).removesuffix(b">>")
        length = b"/Length %d >>\nstream\n" % len(data)
        return b"".join((start, length, data, b"\nendstream"))

    def _reference(self, found: re.Match[bytes]) -> bytes:
        called = found[0]
        if called.startswith(b"("):
            return called
        if called not in self._called:
            number, generation, _ = called.split()
            value = self._one.get_object(int(number), int(generation))
            self._called[called] = b"%d 0 R" % self._into.keep(self.words(value))
        return self._called[called]
