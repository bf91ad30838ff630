"""The certificate a seal key carries, issued by itself (RFC 5280).

`cryptography` signs certificates with private keys it holds itself. So that a key
service can sign as well, it only writes down what is certified here, under a key
made for a moment; the real key signs that, and the two are put together.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=30 * 365)
"""Longer than anybody looks back: a reader asks whether the certificate was good
when the seal was made."""

EARLIER = timedelta(days=1)
"""Clocks of readers differ."""

LONGEST_NAME = 64
"""Bytes of a common name (ub-common-name)."""

ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
SEQUENCE, BIT_STRING = 0x30, 0x03


def self_issued(
    key: ec.EllipticCurvePublicKey,
    name: str,
    sign: Callable[[bytes], bytes],
    *,
    now: datetime,
) -> x509.Certificate:
    """For sealing documents: digitalSignature and nonRepudiation, no authority."""
    subject = _named(name)
    draft = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + LIFE)
    )
    for extension, is_critical in _extensions(key):
        draft = draft.add_extension(extension, is_critical)
    drafted = draft.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    certified = drafted.tbs_certificate_bytes
    signature = _der(BIT_STRING, b"\0" + sign(certified))
    return x509.load_der_x509_certificate(
        _der(SEQUENCE, certified + ECDSA_WITH_SHA256 + signature)
    )


def _named(name: str) -> x509.Name:
    short = name.encode()[:LONGEST_NAME].decode(errors="ignore")
    return x509.Name(
        x509.NameAttribute(part, short)
        for part in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    )


def _extensions(
    key: ec.EllipticCurvePublicKey,
) -> list[tuple[x509.ExtensionType, bool]]:
    uses = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.KeyUsage(digital_signature=True, content_commitment=True, **uses), True),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key), False),
    ]


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content
