"""Making a key: outside of any transaction, for a key service takes its time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_public_key

from certificates.keys import queries
from certificates.keys.errors import UnfitKey
from certificates.keys.jwk import is_signed_by, jwk_of, public_key_of
from certificates.keys.keeper import keeper
from certificates.keys.rules.kid import is_kid
from certificates.keys.rules.purpose import Purpose
from certificates.keys.selfissued import self_issued
from lms.catalogue.queries import programme
from lms.kernel.i18n import words as _

PROBE = b"Laurel asks whether this key signs."


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that exists and is not in use yet."""

    purpose: Purpose
    number: int
    kid: str
    public_jwk: dict[str, str]
    certificate: str | None


def new_key(purpose: Purpose, *, now: datetime) -> NewKey:
    """The next key of a purpose; asked for again, the same one.

    Raises UnfitKey when what the keeper gives is no such key.
    """
    number = queries.next_number(purpose)
    kid, pem = keeper().make(purpose, number)
    if not is_kid(kid):
        raise UnfitKey(_("%(kid)s is no name for a key.", kid=kid[:80]))
    certificates, public = _read(pem)
    jwk = jwk_of(public, purpose)
    if not is_signed_by(public_key_of(jwk), keeper().sign(kid, PROBE), PROBE):
        raise UnfitKey(_("What %(kid)s signs, its public half refuses.", kid=kid))
    if purpose is Purpose.SEAL:
        certificates = certificates or [_certificate(kid, public, now)]
        return NewKey(purpose, number, kid, jwk, _written(certificates))
    return NewKey(purpose, number, kid, jwk, None)


def _read(pem: bytes) -> tuple[list[x509.Certificate], Any]:
    try:
        if b"BEGIN CERTIFICATE" not in pem:
            return [], load_pem_public_key(pem)
        certificates = x509.load_pem_x509_certificates(pem)
        return certificates, certificates[0].public_key()
    except ValueError as error:
        raise UnfitKey(_("The public half of the key cannot be read.")) from error


def _certificate(
    kid: str, public: ec.EllipticCurvePublicKey, now: datetime
) -> x509.Certificate:
    found = programme()
    name = found.provider if found else "Laurel"
    return self_issued(public, name, lambda data: keeper().sign(kid, data), now=now)


def _written(certificates: list[x509.Certificate]) -> str:
    return b"".join(c.public_bytes(Encoding.PEM) for c in certificates).decode()
