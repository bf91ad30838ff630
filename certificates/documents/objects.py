"""Objects of a PDF that go into one file after the other."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pydyf


class Later(pydyf.Object):
    """A reference to an object that gets its number when the file is written."""

    def __init__(self, target: pydyf.Object) -> None:
        super().__init__()
        self.target = target

    @property
    def data(self) -> bytes:
        return bytes(self.target.reference)


class Place(pydyf.Object):
    """The page, which every file has anew."""

    data = b"null"


class Settled(pydyf.Dictionary):
    """A dictionary that is put into words once: in every file after that, nothing but
    the numbers in it is new. Writing the same again was a fifth of all work."""

    _pieces: list[Any] = []

    @property
    def data(self) -> bytes:
        if not self._pieces:
            return bytes(super().data)
        return b"".join(
            piece if type(piece) is bytes else piece.data for piece in self._pieces
        )

    def settle(self) -> None:
        self._pieces = [
            piece
            for is_bytes, pieces in groupby(_pieces(self), lambda p: type(p) is bytes)
            for piece in ([b"".join(pieces)] if is_bytes else pieces)
        ]


def _pieces(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield b"<<"
        for key, inner in value.items():
            yield f"/{key} ".encode()
            yield from _pieces(inner)
        yield b">>"
    elif isinstance(value, pydyf.Array):
        yield b"["
        for inner in value:
            yield from _pieces(inner)
            yield b" "
        yield b"]"
    elif isinstance(value, Later | Place):
        yield value
    else:
        yield pydyf.Array([value]).data[1:-1]
