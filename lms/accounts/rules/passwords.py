"""What a password must not be: short, long, or among the first guesses."""

from collections.abc import Iterable
from enum import StrEnum

SHORTEST = 10
LONGEST = 200
"""Argon2 reads everything it is given; a longer one is a way to keep us busy."""

FEWEST_CHARACTERS = 5
"""Different ones: aaaaaaaaaa and 1212121212 are long, and guessed at once."""

FIRST_GUESSES = frozenset(
    (
        *("password", "passwort", "пароль", "qwerty", "qwertyuiop", "asdfghjkl"),
        *("zxcvbnm", "йцукен", "йцукенгшщз", "letmein", "welcome", "changeme"),
        *("admin", "administrator", "secret", "master", "login", "iloveyou"),
        *("monkey", "dragon", "football", "baseball", "superman", "sunshine"),
        *("princess", "trustno", "laurel", "partner", "exam", "certificate"),
    )
)
ROWS = ("01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm")


class Weakness(StrEnum):
    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    ABOUT_YOU = "about you"


def weakness(password: str, *, about: Iterable[str] = ()) -> Weakness | None:
    """Why a password will not do; None when it will.

    `about` holds what a guesser knows of the person: the address, the name.
    """
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    if _is_common(password.lower()):
        return Weakness.COMMON
    known = {part for text in about for part in _parts(text)}
    return Weakness.ABOUT_YOU if _letters(password.lower()) in known else None


def _is_common(password: str) -> bool:
    return (
        len(set(password)) < FEWEST_CHARACTERS
        or _letters(password) in FIRST_GUESSES
        or any(password in row for row in ROWS)
    )


def _letters(password: str) -> str:
    """The word at the heart: 'Password2026!' is 'password'."""
    return "".join(c for c in password if c.isalpha())


def _parts(text: str) -> set[str]:
    lower = text.lower()
    words = "".join(c if c.isalpha() else " " for c in lower).split()
    return {_letters(lower), *words}
