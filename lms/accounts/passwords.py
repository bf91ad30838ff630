"""Password hashes: argon2id, always worked out outside a transaction."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

SHORTEST = 10
LONGEST = 200
"""Argon2 reads everything it is given; a longer one is a way to keep us busy."""


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
