"""Money as it is typed and as it is kept: whole cents."""

import re

TYPED = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")


def cents(typed: str) -> int | None:
    """The cents of an amount of dollars, as 431000 or 431 000.50; None if unclear.

    431,000 is refused: half of the world reads it as 431.
    """
    found = TYPED.fullmatch("".join(typed.split()).removeprefix("$"))
    if found is None:
        return None
    whole, part = found.groups()
    return int(whole) * 100 + int((part or "").ljust(2, "0"))
