"""What a key is for."""

from enum import StrEnum


class Purpose(StrEnum):
    """CREDENTIAL keys are Ed25519, SEAL keys are P-256 with a certificate."""

    CREDENTIAL = "credential"
    SEAL = "seal"
