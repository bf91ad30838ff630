"""Names of keys. They stand in addresses, after the #."""

import re

KID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def is_kid(name: str) -> bool:
    return KID.fullmatch(name) is not None
