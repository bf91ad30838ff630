"""What goes from the worker to the process that draws, and what comes back."""

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

SIZE = struct.Struct(">I")
HEAD = struct.Struct(">cI")
"""In front of each answer: what it is, and how many bytes follow."""

FILE, MISSING, FAULT = b"F", b"M", b"X"

CREDENTIAL_NAME = "credential.jwt"
"""What the credential is called inside the PDF: readers look for this name."""

Pictures = tuple[tuple[str, str], ...]
"""SVG by name. Nothing else can be fetched while a page is drawn."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the certificates of one kind have in common: the lower layer as an HTML
    fragment, the styles of both layers, the pictures of the design."""

    language: str
    author: str
    under: str
    under_style: str
    over_style: str
    pictures: Pictures


@dataclass(frozen=True, slots=True)
class Sheet:
    """One certificate: its upper layer, or all of it, as an HTML fragment.

    `code` are the strokes of its code, which only a sheet in two layers lacks;
    `created` is the day of issue, as 2026-11-28; `credential` is a compact JWS, or
    nothing.
    """

    title: str
    created: str
    body: str
    code: str
    credential: str = ""
    pictures: Pictures = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Sheets of one kind, to be drawn in two layers or each of them in one pass."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF; or the letters no font has; or what went wrong."""

    pdf: bytes = b""
    missing: str = ""
    fault: str = ""


def pack(order: Order) -> bytes:
    """An order as it goes through the pipe."""
    content = json.dumps(asdict(order), ensure_ascii=False).encode()
    return SIZE.pack(len(content)) + content


def unpack(source: IO[bytes]) -> Iterator[Order]:
    """The orders that come through a pipe, until it is closed; half a one is none."""
    while True:
        try:
            size = SIZE.unpack(_exactly(source, SIZE.size))
            content = json.loads(_exactly(source, *size))
        except EOFError:
            return
        yield Order(
            Kind(**_hashable(content["kind"])),
            tuple(Sheet(**_hashable(sheet)) for sheet in content["sheets"]),
            content["is_whole"],
        )


def pack_drawn(drawn: Iterable[Drawn]) -> Iterator[bytes]:
    """The answers to one order, one for each sheet."""
    for one in drawn:
        what, content = (
            (FILE, one.pdf)
            if one.pdf
            else (MISSING, one.missing.encode())
            if one.missing
            else (FAULT, one.fault.encode())
        )
        yield HEAD.pack(what, len(content)) + content


def unpack_drawn(source: IO[bytes], count: int) -> Sequence[Drawn]:
    """As many answers as sheets were sent. Raises EOFError when the pipe ends."""
    found = []
    for _ in range(count):
        what, size = HEAD.unpack(_exactly(source, HEAD.size))
        content = _exactly(source, size)
        found.append(
            Drawn(pdf=content)
            if what == FILE
            else Drawn(missing=content.decode())
            if what == MISSING
            else Drawn(fault=content.decode())
        )
    return found


def _exactly(source: IO[bytes], size: int) -> bytes:
    content = source.read(size)
    if len(content) < size:
        raise EOFError("the process at the other end is gone")
    return content


def _hashable(fields: dict[str, Any]) -> dict[str, Any]:
    pictures = tuple((name, svg) for name, svg in fields["pictures"])
    return {**fields, "pictures": pictures}
