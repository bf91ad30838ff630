"""Reading the files of a programme folder, without trusting any of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lms.kernel.i18n import words as _
from lms.library.problems import Problem
from lms.library.yamltext import Document, Unreadable, read_json, read_yaml

LARGEST_FILE = 1_000_000
"""Bytes. The largest shipped file, a bank of 50 questions, is a tenth of this."""

LARGEST_PICTURE = 2_000_000

MOST_FILES = 2_000
NOTES = {".md", ".txt", ""}
"""Endings of files people may leave at the top of a folder: README.md, LICENSE."""

FENCE = "---"


class Reader:
    """Reads files below one folder and collects what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._read: set[Path] = set()

    def refuse(self, file: str, line: int, what: Any, fix: Any) -> None:
        self.problems.append(Problem(file, line, what, fix))

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def files(self, pattern: str) -> list[Path]:
        return sorted(p for p in self.root.glob(pattern) if p.is_file())

    def folders(self, name: str) -> list[Path]:
        return sorted(p for p in self.root.glob(f"{name}/*") if p.is_dir())

    def yaml(self, path: Path) -> Document | None:
        """The document, or None with the reason among the problems."""
        return self._document(path, read_yaml)

    def json(self, path: Path) -> Document | None:
        return self._document(path, read_json)

    def text(self, path: Path) -> str | None:
        """The text of a file of no other kind, or None with the reason."""
        return self._text(path)

    def pass_over(self, path: Path) -> None:
        """A file that belongs here, although nothing could be made of it."""
        self._read.add(path)

    def picture(self, path: Path) -> bytes | None:
        """The bytes of a file that is no text; None when there is no such file."""
        self._read.add(path)
        if not path.is_file() or path.is_symlink():
            return None
        with path.open("rb") as file:
            return file.read(LARGEST_PICTURE + 1)

    def page(self, path: Path) -> tuple[Document, str] | None:
        """The front matter and the body of a Markdown file."""
        text = self._text(path)
        if text is None:
            return None
        lines = text.split("\n")
        if lines[0].rstrip() != FENCE or FENCE not in lines[1:]:
            self.refuse(
                self.name(path),
                1,
                _("The page does not begin with its title and other fields."),
                _("Begin with --- on a line, the fields, and --- on a line."),
            )
            return None
        end = lines.index(FENCE, 1)
        try:
            front = read_yaml(self.name(path), "\n".join(lines[1:end]), first_line=2)
        except Unreadable as error:
            self.refuse(self.name(path), error.line, error.what, error.fix)
            return None
        return front, "\n".join(lines[end + 1 :]).strip() + "\n"

    def refuse_strangers(self) -> None:
        """Name every file that no rule of the format reads: mostly misspellings."""
        for path in self._all_files():
            if path in self._read or any(part[0] == "." for part in path.parts[1:]):
                continue
            if path.parent == self.root and path.suffix in NOTES:
                continue
            self.refuse(
                self.name(path),
                1,
                _("Nothing reads this file."),
                _("Check its name and folder against docs/programme-format.md."),
            )

    def _all_files(self) -> Iterator[Path]:
        for number, path in enumerate(sorted(self.root.rglob("*"))):
            if number >= MOST_FILES:
                self.refuse(
                    ".",
                    1,
                    _("More than %(limit)s files.", limit=MOST_FILES),
                    _("Keep only the programme in this folder."),
                )
                return
            if path.is_file() and not any(
                part.startswith(".") for part in path.relative_to(self.root).parts
            ):
                yield path

    def _document(self, path: Path, parse: Any) -> Document | None:
        text = self._text(path)
        if text is None:
            return None
        try:
            document: Document = parse(self.name(path), text)
        except Unreadable as error:
            self.refuse(self.name(path), error.line, error.what, error.fix)
            return None
        return document

    def _text(self, path: Path) -> str | None:
        self._read.add(path)
        name = self.name(path)
        if not path.is_file():
            what, fix = _("This file is missing."), _("Write it.")
        elif path.is_symlink():
            what = _("This is a link to another place.")
            fix = _("Put the file itself here.")
        elif path.stat().st_size > LARGEST_FILE:
            what = _("The file is larger than 1 MB.")
            fix = _("Split it: a bank may have any number of files.")
        else:
            return self._decoded(path, name)
        self.refuse(name, 1, what, fix)
        return None

    def _decoded(self, path: Path, name: str) -> str | None:
        content = path.read_bytes()
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            what = _("This line is not UTF-8 text.")
            self.refuse(name, line, what, _("Save the file as UTF-8."))
            return None
