"""A name that says enough to compare it with a certificate, and no more."""

import unicodedata


def masked(name: str) -> str:
    """The first letters of the first and the last word: "E. S." for Ekaterina
    Sokolova, "E." for Ekaterina, nothing for what has no letters."""
    initials = [found for word in name.split() if (found := _initial(word))]
    return " ".join(f"{letter}." for letter in (*initials[:1], *initials[1:][-1:]))


def _initial(word: str) -> str:
    letters = unicodedata.normalize("NFC", word)
    return next((letter.upper() for letter in letters if letter.isalnum()), "")
