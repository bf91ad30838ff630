"""Reading a list of people to invite, as somebody types or pastes it."""

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr

MOST = 50
LONGEST_NAME = 80
ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,253}\.[^@\s<>,;\".]{2,}")


@dataclass(frozen=True, slots=True)
class Invitee:
    name: str
    email: str


class UnreadableLine(ValueError):
    """A line is not a person; the line is the message."""


def read_invitees(text: str) -> list[Invitee]:
    """One person a line: `Ada Lovelace <ada@example.com>`, or the address alone.

    The same address twice is one person. Raises UnreadableLine.
    """
    lines = [line.strip().strip(",;") for line in text.splitlines()]
    found = {person.email: person for person in map(read_invitee, filter(None, lines))}
    return list(found.values())


def read_invitee(line: str) -> Invitee:
    """The person of one line. Raises UnreadableLine."""
    name, address = parseaddr(line)
    name = " ".join(name.split()) or _name_in(address)
    if not ADDRESS.fullmatch(address) or not is_name(name):
        raise UnreadableLine(line)
    return Invitee(name, address.lower())


def is_name(name: str) -> bool:
    """Whether this can stand as a name in a letter: no address, no advertisement."""
    return 0 < len(name) <= LONGEST_NAME and all(
        unicodedata.category(c)[0] in "LM" or c in " .'’-" for c in name
    )


def _name_in(address: str) -> str:
    """oleg.petrov@… is most likely Oleg Petrov."""
    local = re.split(r"[^\w]|_|\d", address.partition("@")[0])
    return " ".join(part.capitalize() for part in local if part)
