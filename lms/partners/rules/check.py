"""Refuses a bad policy when it is loaded, not when a partner is judged by it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lms.partners.rules.facts import FLAGS, Kind

Document = Mapping[str, Any]

FIELDS = {"version", "effective_from", "tiers"}
MORE_FIELDS = {"announced_on", "applies_to", "counting", "status", "notes"}
COUNTING = {"unit", "grace_days_after_expiry", "one_partner_per_person"}
STATUS = {"approve", "at_risk_days", "protects_held_tier", "review", "notice_days"}
TIER = {"key", "requires", "commitment"}
MORE_TIER = {"title", "benefits", "support"}
LINES = {
    "certifications": ({"min"}, {"certs", "unit"}),
    "events": ({"kind", "min"}, {"window_days"}),
    "sum": ({"kind", "min"}, {"window_days"}),
    "flag": ({"kind"}, set()),
}
"""The closed vocabulary: for each type of line, what it must and what it may say."""

KINDS = {
    "events": frozenset({Kind.IMPLEMENTATION}),
    "sum": frozenset({Kind.REVENUE}),
    "flag": FLAGS,
}
UNITS = {"certificate", "person"}
LONGEST_WINDOW = 3660
LONGEST_GRACE = 366


def problems(document: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a policy, in words; an empty list means it may be used."""
    if not isinstance(document, Mapping):
        return ["policy: not a document"]
    found = list(_fields("policy", document, FIELDS, MORE_FIELDS))
    found += _heading(document)
    tiers = document.get("tiers")
    if not isinstance(tiers, list) or not tiers:
        return [*found, "policy: tiers must be a list of at least one"]
    for number, tier in enumerate(tiers, 1):
        found += _tier(f"tier {number}", tier)
    return found or list(_order(document))


def _heading(document: Document) -> Iterator[str]:
    version = document.get("version")
    if "version" in document and not (isinstance(version, str) and version):
        yield 'policy: version must be a text, as "2026-1"'
    for field in ("effective_from", "announced_on"):
        if field in document and not _is_day(document[field]):
            yield f'policy: {field} must be a day in quotes, as "2026-01-01"'
    counting = document.get("counting", {})
    if not isinstance(counting, Mapping):
        yield "counting: not a group of fields"
        return
    yield from _counting(counting)
    status = document.get("status", {})
    if not isinstance(status, Mapping):
        yield "status: not a group of fields"
        return
    yield from _fields("status", status, set(), STATUS)


def _counting(counting: Document) -> Iterator[str]:
    yield from _fields("counting", counting, set(), COUNTING)
    if counting.get("unit", "certificate") not in UNITS:
        yield "counting: unit must be certificate or person"
    if not _is_whole(counting.get("grace_days_after_expiry", 0), 0, LONGEST_GRACE):
        yield f"counting: grace_days_after_expiry must be 0 to {LONGEST_GRACE}"
    if counting.get("one_partner_per_person", True) is not True:
        yield "counting: a person counts for one partner; nothing else is offered"


def _tier(here: str, tier: Any) -> Iterator[str]:
    if not isinstance(tier, Mapping):
        yield f"{here}: not a group of fields"
        return
    yield from _fields(here, tier, TIER, MORE_TIER)
    if "key" in tier and not (isinstance(tier["key"], str) and tier["key"]):
        yield f"{here}: key must be a text"
    title = tier.get("title", {"en": "-"})
    if not isinstance(title, Mapping) or not all(isinstance(t, str) for t in title):
        yield f"{here}: title must be words by language"
    for part in ("requires", "commitment"):
        lines = tier.get(part, [])
        if not isinstance(lines, list):
            yield f"{here}/{part}: must be a list"
            continue
        for line in lines:
            yield from _line(f"{tier.get('key', here)}/{part}", line)


def _line(here: str, line: Any) -> Iterator[str]:
    if not isinstance(line, Mapping) or str(line.get("type")) not in LINES:
        yield f"{here}: every line has a type: {', '.join(LINES)}"
        return
    name = str(line["type"])
    must, may = LINES[name]
    yield from _fields(f"{here}/{name}", line, must | {"type"}, may)
    if "min" in line and not _is_whole(line["min"], 1):
        yield f"{here}/{name}: min must be a whole number above 0"
    if "window_days" in line and not _is_whole(line["window_days"], 1, LONGEST_WINDOW):
        yield f"{here}/{name}: window_days must be 1 to {LONGEST_WINDOW}"
    if "kind" in line and name in KINDS and line["kind"] not in list(KINDS[name]):
        yield f"{here}/{name}: kind must be one of {', '.join(sorted(KINDS[name]))}"
    if line.get("unit", "certificate") not in list(UNITS):
        yield f"{here}/{name}: unit must be certificate or person"
    if not _are_names(line.get("certs", ["-"])):
        yield f"{here}/{name}: certs must be a list of certification keys"


def _fields(here: str, group: Document, must: set[str], may: set[str]) -> Iterator[str]:
    """Missing and unknown fields: a slip of the pen must not silently ask nothing."""
    yield from (f"{here}: lacks {name}" for name in sorted(must - group.keys()))
    unknown = sorted(map(str, group.keys() - must - may))
    yield from (f"{here}: does not know {name}" for name in unknown)


def _order(document: Document) -> Iterator[str]:
    """What only shows when tiers stand side by side."""
    tiers = document["tiers"]
    keys = [tier["key"] for tier in tiers]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{key}: two tiers have this key"
    unit = document.get("counting", {}).get("unit", "certificate")
    for part in ("requires", "commitment"):
        asked: dict[tuple[object, ...], tuple[int, str]] = {}
        for tier in tiers:
            yield from _higher(f"{tier['key']}/{part}", tier[part], unit, asked)


def _higher(
    here: str,
    lines: list[Document],
    unit: str,
    asked: dict[tuple[object, ...], tuple[int, str]],
) -> Iterator[str]:
    """A tier asks for each thing once, and for no less than the tiers below it."""
    for line in lines:
        about = _subject(line, unit)
        least = line.get("min", 1)
        before, place = asked.get(about, (0, ""))
        if place == here:
            yield f"{here}: asks for {line['type']} twice"
        elif least < before:
            yield f"{here}: asks for less {line['type']} than {place}"
        asked[about] = (max(before, least), here)


def _subject(line: Document, unit: str) -> tuple[object, ...]:
    certs = tuple(sorted(line.get("certs", ())))
    window = line.get("window_days")
    return (line["type"], line.get("kind"), certs, line.get("unit", unit), window)


def _is_day(value: object) -> bool:
    try:
        # Python also reads 20260101 and 2026-W01-4; people should not have to.
        return date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False


def _is_whole(value: object, least: int, most: int | None = None) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return least <= value and (most is None or value <= most)


def _are_names(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(name, str) and name for name in value)
