"""What is wrong with a folder: where it stands, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lms.kernel.errors import Unfit
from lms.kernel.i18n import words as _


def quoted(text: str) -> Any:
    """A name from a file, in the quotation marks of the reader's language."""
    return _("“%(text)s”", text=text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake; `file` is written from the folder down, `line` counts from 1."""

    file: str
    line: int
    what: Any
    fix: Any

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.fix}"


class ProgrammeUnfit(Unfit):
    """The folder has mistakes; nothing of it was loaded. All of them are listed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line))
        listed = [
            {"file": p.file, "line": p.line, "what": str(p.what), "fix": str(p.fix)}
            for p in self.problems
        ]
        super().__init__(
            _("The programme folder has mistakes. Nothing was loaded."),
            problems=listed,
        )
