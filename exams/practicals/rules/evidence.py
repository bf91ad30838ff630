"""What a file of evidence may be called, and how large it may be."""

import re
from dataclasses import dataclass

LARGEST = 10 * 1024 * 1024
"""Screenshots, a report, a short archive; recordings belong elsewhere."""

LONGEST_NAME = 100
LONGEST_ENDING = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored file: where its bytes lie, what to call it, what it hashes to."""

    key: str
    name: str
    sha256: str


def plain_name(sent: str) -> str:
    """The sent file name without folders, control characters, or signs that mean
    something to a shell, a header or a page; never empty, at most 100 long."""
    last = re.split(r"[/\\]", sent)[-1]
    shown = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*;%&`$')
    name = " ".join(shown.split()).strip(". ")
    return _shortened(name) or "evidence"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST_NAME].rstrip(". ")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
