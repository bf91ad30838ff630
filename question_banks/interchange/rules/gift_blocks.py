"""A GIFT file as blocks between blank lines, each with its lines and category."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CATEGORY = re.compile(r"\$CATEGORY:(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one item without comments; `lines` are their numbers in the file."""

    text: str
    lines: tuple[int, ...]
    category: str

    def line_at(self, place: int) -> int:
        """The line of the file in which a place of the text lies."""
        return self.lines[self.text.count("\n", 0, place)]


def blocks(text: str) -> Iterator[Block]:
    """Every item of a file, in order."""
    category = ""
    open_block: list[tuple[int, str]] = []
    for number, line in enumerate([*_lines(text), ""], start=1):
        plain = line.strip()
        named = CATEGORY.fullmatch(plain)
        if plain and not named:
            if not plain.startswith("//"):
                open_block.append((number, line))
            continue
        if open_block:
            yield _block(open_block, category)
            open_block = []
        if named:
            category = named[1].strip()


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _block(lines: list[tuple[int, str]], category: str) -> Block:
    return Block(
        text="\n".join(line for _, line in lines),
        lines=tuple(number for number, _ in lines),
        category=category,
    )
