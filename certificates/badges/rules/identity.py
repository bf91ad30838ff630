"""Who a credential is about, without saying it (IdentityHash of Open Badges 3.0)."""

import hashlib

SALT = 22
"""Characters of base 16: 88 bits."""


def identity_hash(address: str, salt: str) -> str:
    """Whoever knows the address can find it again; nobody can read it."""
    return "sha256$" + hashlib.sha256(f"{address}{salt}".encode()).hexdigest()


def salt_of(token: str) -> str:
    """The same for one certificate each time, and no way back to its token."""
    return hashlib.sha256(f"salt of {token}".encode()).hexdigest()[:SALT]
