"""The keys that sign now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from certificates.keys import queries
from certificates.keys.errors import NoKey
from certificates.keys.keeper import keeper
from certificates.keys.models import IssuerKey
from certificates.keys.rules.purpose import Purpose

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class CredentialKey:
    """`sign` gives the 64 bytes of an Ed25519 signature."""

    kid: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class SealKey:
    """`sign` gives ECDSA on P-256 with SHA-256 over the data, in DER; `certificate`
    is the key's own in DER, `chain` those above it."""

    kid: str
    certificate: bytes
    chain: tuple[bytes, ...]
    sign: Sign


def credential_key() -> CredentialKey:
    """Raises NoKey, and `sign` does when the private half is not here."""
    row = _current(Purpose.CREDENTIAL)
    return CredentialKey(row.kid, partial(keeper().sign, row.kid))


def seal_key() -> SealKey:
    """Raises NoKey, and `sign` does when the private half is not here."""
    row = _current(Purpose.SEAL)
    certificate, *chain = _in_der(row.certificate or "")
    return SealKey(row.kid, certificate, tuple(chain), partial(keeper().sign, row.kid))


def _current(purpose: Purpose) -> IssuerKey:
    row = queries.current_key(purpose)
    if row is None:
        raise NoKey(f"There is no {purpose} key yet. Run lms migrate.")
    return row


@lru_cache(8)
def _in_der(pem: str) -> tuple[bytes, ...]:
    certificates = load_pem_x509_certificates(pem.encode())
    return tuple(c.public_bytes(Encoding.DER) for c in certificates)
