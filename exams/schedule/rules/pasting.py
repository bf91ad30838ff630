"""Reading a pasted list of addresses, line by line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.accounts.rules.invitees import UnreadableLine, read_invitee

MOST_LINES = 2000


class Fate(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    MEMBER = "member"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty: its number in the paste, and its address."""

    number: int
    text: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    line: Line
    fate: Fate
    person_id: int | None = None


def lines(pasted: str) -> list[Line]:
    """`Ada Lovelace <ada@example.com>` or the address alone, one a line."""
    stripped = ((n, raw.strip().strip(",;")) for n, raw in enumerate(_rows(pasted), 1))
    return [Line(number, text, _address(text)) for number, text in stripped if text]


def verdicts(
    read: Collection[Line], known: Mapping[str, int], members: Collection[int]
) -> list[Verdict]:
    """What becomes of each line; `known` is {address: person id}."""
    seen: set[str] = set()
    found = []
    for line in read:
        found.append(_verdict(line, known, members, seen))
        seen.add(line.email or "")
    return found


def _verdict(
    line: Line, known: Mapping[str, int], members: Collection[int], seen: set[str]
) -> Verdict:
    if line.email is None:
        return Verdict(line, Fate.UNREADABLE)
    if line.email in seen:
        return Verdict(line, Fate.REPEATED)
    person_id = known.get(line.email)
    if person_id is None:
        return Verdict(line, Fate.UNKNOWN)
    fate = Fate.MEMBER if person_id in members else Fate.ADDED
    return Verdict(line, fate, person_id)


def _rows(pasted: str) -> list[str]:
    return pasted.splitlines()[:MOST_LINES]


def _address(text: str) -> str | None:
    try:
        return read_invitee(text).email
    except UnreadableLine:
        return None
