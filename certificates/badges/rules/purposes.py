"""What a status list is about."""

from enum import StrEnum


class Purpose(StrEnum):
    """REVOCATION is what a credential points at: do not accept it now, whether it was
    taken back for good or for a while. SUSPENSION tells which of the two."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"
