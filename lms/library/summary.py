"""What a loading changed, thing by thing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.kernel.i18n import words


class Kind(StrEnum):
    PROGRAMME = "programme"
    CERTIFICATION = "certification"
    EXAM = "exam"
    COURSE = "course"
    LESSON = "lesson"
    BANK = "bank"
    QUESTION = "question"
    POLICY = "policy"


class Deed(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    RETURNED = "returned"
    RETIRED = "retired"


KIND_WORDS = {
    Kind.PROGRAMME: words("Programme"),
    Kind.CERTIFICATION: words("Certifications on offer"),
    Kind.EXAM: words("Exams"),
    Kind.COURSE: words("Courses"),
    Kind.LESSON: words("Lessons"),
    Kind.BANK: words("Question banks"),
    Kind.QUESTION: words("Questions"),
    Kind.POLICY: words("Tier policies"),
}
DEED_WORDS = {
    Deed.ADDED: words("new"),
    Deed.CHANGED: words("changed"),
    Deed.RETURNED: words("back again"),
    Deed.RETIRED: words("retired"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing and what happened to it; `name` is its key or code."""

    kind: Kind
    deed: Deed
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind by one deed."""

    kind: Kind
    deed: Deed
    names: list[str]

    @property
    def title(self) -> str:
        """As "Questions, changed: 3"."""
        kind, deed = KIND_WORDS[self.kind], DEED_WORDS[self.deed]
        return f"{kind}, {deed}: {len(self.names)}"


@dataclass(slots=True)
class Summary:
    """Everything one loading changed, in the order it was done."""

    changes: list[Change] = field(default_factory=list)

    def note(self, kind: Kind, deed: Deed, names: Iterable[str]) -> None:
        self.changes.extend(Change(kind, deed, name) for name in names)

    @property
    def groups(self) -> list[Group]:
        order = {name: place for place, name in enumerate([*Kind, *Deed])}

        def rank(change: Change) -> tuple[int, int]:
            return order[change.kind], order[change.deed]

        return [
            Group(Kind(kind), Deed(deed), sorted(change.name for change in changes))
            for (kind, deed), changes in groupby(
                sorted(self.changes, key=rank), lambda c: (c.kind, c.deed)
            )
        ]

    def lines(self) -> Iterator[str]:
        """The summary for a terminal."""
        if not self.changes:
            yield _("Nothing changed.")
            return
        yield ngettext("%(num)d change:", "%(num)d changes:", len(self.changes))
        for group in self.groups:
            names = ", ".join(group.names[:12])
            yield f"  {group.title} ({names}{', …' if len(group.names) > 12 else ''})"

    def as_json(self) -> dict[str, dict[str, list[str]]]:
        """For the audit trail: {"question": {"changed": ["F-PLAT-001"]}}."""
        found: dict[str, dict[str, list[str]]] = {}
        for group in self.groups:
            found.setdefault(str(group.kind), {})[str(group.deed)] = group.names
        return found
