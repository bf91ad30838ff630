"""Short texts, compared as an examiner would read them."""

from collections.abc import Iterable
from unicodedata import normalize

YO = str.maketrans({"ё": "е"})
"""Russian is written with and without its dots; both are right."""


def plain(text: str) -> str:
    """The text without what a candidate did not decide: case, width, blanks."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return " ".join(folded.translate(YO).split())


def is_accepted(text: str, accepted: Iterable[str]) -> bool:
    """Is the text one of those accepted? Nothing is accepted for nothing."""
    typed = plain(text)
    return bool(typed) and typed in map(plain, accepted)
