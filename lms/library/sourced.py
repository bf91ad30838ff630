"""Checked parts of a folder that remember where they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from lms.kernel.i18n import words as _
from lms.library.problems import Problem, quoted
from lms.library.yamltext import Document

Shape = TypeVar("Shape", covariant=True)


@dataclass(frozen=True)
class Sourced(Generic[Shape]):
    """A checked part, the document it came from, and where in it."""

    is_: Shape
    document: Document
    at: tuple[str | int, ...] = ()

    def problem(
        self, path: tuple[str | int, ...], what: object, fix: object
    ) -> Problem:
        line = self.document.line(*self.at, *path)
        return Problem(self.document.file, line, what, fix)


def doubles(
    entries: Iterable[tuple[str, Sourced[Any], tuple[str | int, ...]]],
) -> Iterator[Problem]:
    """A problem for each name that was there before: (name, part, place in it)."""
    seen: set[str] = set()
    for name, part, place in entries:
        if name in seen:
            yield part.problem(
                place,
                _("%(name)s stands here a second time.", name=quoted(name)),
                _("Keep one of the two, or give it another name."),
            )
        seen.add(name)
