"""Password hashes: argon2id, always worked out outside a transaction."""

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from lms.accounts.errors import UnfitPassword
from lms.accounts.rules.passwords import LONGEST, Weakness, weakness
from lms.kernel.i18n import words as _

WHY_NOT = {
    Weakness.SHORT: _("Use at least 10 characters; four random words make a good one"),
    Weakness.LONG: _("Use at most 200 characters"),
    Weakness.COMMON: _("This is among the first things a guesser tries"),
    Weakness.ABOUT_YOU: _("Your own name or address is the first thing to guess"),
}


def hash_of_new(password: str, *, about: Iterable[str]) -> str:
    """The hash of a password somebody chose. Raises UnfitPassword.

    `about` holds what a guesser knows of the person.
    """
    if why := weakness(password, about=about):
        raise UnfitPassword(WHY_NOT[why])
    return hash_of(password)


def hash_of(password: str) -> str:
    return _hasher().hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Compare; without an account the same work is done, so that time tells nothing."""
    hasher = _hasher()
    if len(password) > LONGEST:
        return False
    try:
        return hasher.verify(password_hash or _nobodys_hash(), password) and bool(
            password_hash
        )
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    hasher = current_app.extensions.get("password_hasher")
    if not isinstance(hasher, PasswordHasher):
        hasher = PasswordHasher(**current_app.config.get("PASSWORD_COST", {}))
        current_app.extensions["password_hasher"] = hasher
    return hasher


def _nobodys_hash() -> str:
    kept = current_app.extensions.get("nobodys_hash")
    if kept is None:
        kept = hash_of("nobody signs in with this")
        current_app.extensions["nobodys_hash"] = kept
    return str(kept)
