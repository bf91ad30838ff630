"""Checking a document against its shape, and saying what does not fit, in words."""

from collections.abc import Hashable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lms.kernel.i18n import words as _
from lms.library.problems import Problem, quoted
from lms.library.yamltext import Document

Shape = TypeVar("Shape", bound=BaseModel)

WRITE_IT = _("Write it here; docs/programme-format.md has an example.")
SAYINGS: dict[str, tuple[Any, Any]] = {
    "missing": (_("%(field)s is missing."), WRITE_IT),
    "extra_forbidden": (
        _("There is no field %(field)s here."),
        _("Take it out, or correct its name."),
    ),
    "string_type": (
        _("%(field)s must be text."),
        _("Put quotes around it: yes, no, numbers and ~ are not text without them."),
    ),
    "int_type": (_("%(field)s must be a whole number."), _("Write it without quotes.")),
    "bool_type": (_("%(field)s must be true or false."), _("Write it without quotes.")),
    "list_type": (
        _("%(field)s must be a list."),
        _("Put each entry on a line of its own that begins with a hyphen."),
    ),
    "string_too_short": (_("%(field)s is empty."), WRITE_IT),
    "string_too_long": (
        _("%(field)s is longer than %(max_length)s characters."),
        _("Shorten it."),
    ),
    "too_short": (
        _("%(field)s must have at least %(min_length)s entries."),
        WRITE_IT,
    ),
    "too_long": (
        _("%(field)s may have at most %(max_length)s entries."),
        _("Take some out."),
    ),
    "greater_than": (
        _("%(field)s must be more than %(gt)s."),
        _("Correct the number."),
    ),
    "greater_than_equal": (
        _("%(field)s must be at least %(ge)s."),
        _("Correct the number."),
    ),
    "less_than_equal": (
        _("%(field)s must be at most %(le)s."),
        _("Correct the number."),
    ),
    "literal_error": (
        _("%(field)s cannot be %(input)s."),
        _("Choose one of: %(expected)s."),
    ),
    "string_pattern_mismatch": (
        _("%(field)s cannot be %(input)s."),
        _("It must fit the pattern %(pattern)s."),
    ),
    "words": (
        _("%(field)s has no words in: %(codes)s."),
        _("Every text needs every language of programme.yaml."),
    ),
    "tongue": (
        _("%(field)s has words in a language of no use here: %(codes)s."),
        _("Take them out, or add the language to programme.yaml."),
    ),
    "colour": (
        _("%(field)s is not a colour: %(value)s."),
        _("Write it as “#0a1a30”, in quotes."),
    ),
    "days": (
        _("%(field)s is not a number of days: %(value)s."),
        _("Write 14 or “14 days”."),
    ),
    "one_time": (
        _("An exam needs its time, once."),
        _("Keep one of minutes, seconds and time."),
    ),
    "length": (
        _("This is not a length of time: %(value)s."),
        _("Write it as “105 minutes” or “20 seconds”."),
    ),
    "number": (
        _("%(field)s is not a number: %(value)s."),
        _("Write 12 or “12.5”: digits, and a point before the decimals."),
    ),
    "area": (
        _("This is no area of a picture."),
        _(
            "Write one of rect: [x, y, width, height], circle: [x, y, radius] and "
            "polygon: with three corners or more, in thousandths of the picture."
        ),
    ),
    "nothing_asked": (
        _("The certification has neither an exam nor a practical."),
        _("Add exam: or practical:."),
    ),
}
OTHERWISE = (_("%(field)s does not have the right form."), WRITE_IT)


def shaped(
    shape: type[Shape],
    document: Document,
    problems: list[Problem],
    *,
    languages: list[str],
    at: tuple[Hashable, ...] = (),
) -> Shape | None:
    """The document (or its part `at`) as `shape`; else None, and why in `problems`."""
    part = document.data
    for step in at:
        part = part[step]
    try:
        return shape.model_validate(part, context={"languages": languages})
    except ValidationError as error:
        problems.extend(_problems(error, document, at))
    return None


def _problems(
    error: ValidationError, document: Document, at: tuple[Hashable, ...]
) -> Iterator[Problem]:
    told: set[tuple[int, str]] = set()
    for fault in error.errors(include_url=False):
        place = (*at, *fault["loc"])
        line = document.line(*place)
        field = _field(place, document)
        # Each branch of “a number, or min and max” complains: once is enough.
        if (line, field) in told:
            continue
        told.add((line, field))
        what, fix = SAYINGS.get(fault["type"], OTHERWISE)
        details = {
            **fault.get("ctx", {}),
            "field": quoted(field),
            "input": quoted(str(fault.get("input"))[:40]),
        }
        yield Problem(
            document.file, line, _filled(what, details), _filled(fix, details)
        )


def _field(place: tuple[Hashable, ...], document: Document) -> str:
    known = place
    while known and known not in document.lines and len(known) > 1:
        if known[:-1] in document.lines and isinstance(known[-1], str):
            break
        known = known[:-1]
    names = [step for step in known if isinstance(step, str)]
    return ".".join(names[-2:]) or document.file.rsplit("/", 1)[-1]


def _filled(saying: Any, details: dict[str, Any]) -> str:
    return str(saying) % details
