"""The signature in a seal (CMS SignedData, RFC 5652 §5), put together from parts.

Of two seals of one key nothing differs but the digest of the file and the signature
itself. pyHanko says all of it anew for every file, which was three quarters of what a
seal cost; here it says it once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from asn1crypto import cms  # type: ignore[import-untyped]

OCTET_STRING, SEQUENCE, SET, FIRST = 0x04, 0x30, 0x31, 0xA0
OPENING = ("version", "digest_algorithms", "encap_content_info", "certificates")
SIGNER = ("version", "sid", "digest_algorithm")
NO_DIGEST = bytes(32)
"""What stands for a file's SHA-256 in the one that the parts are taken from."""


@dataclass(frozen=True, slots=True)
class SignedData:
    """What is the same for every file, in DER."""

    kind: bytes
    opening: bytes
    signer: bytes
    before: bytes
    after: bytes
    mechanism: bytes

    @classmethod
    def like(cls, made: cms.ContentInfo) -> Self:
        """The parts of one whose digest is NO_DIGEST."""
        data = made["content"]
        [signer] = data["signer_infos"]
        before, after = signer["signed_attrs"].contents.split(NO_DIGEST)
        return cls(
            kind=made["content_type"].dump(),
            opening=_dumped(data, OPENING),
            signer=_dumped(signer, SIGNER),
            before=before,
            after=after,
            mechanism=signer["signature_algorithm"].dump(),
        )

    def of(self, digest: bytes, sign: Callable[[bytes], bytes]) -> cms.ContentInfo:
        """That of the file with this SHA-256; `sign` makes the signature of bytes."""
        said = self.before + digest + self.after
        # Signed as a set of its own, and sent as the first of the optional fields.
        signature = sign(der(SET, said))
        signer = der(
            SEQUENCE,
            self.signer,
            der(FIRST, said),
            self.mechanism,
            der(OCTET_STRING, signature),
        )
        data = der(SEQUENCE, self.opening, der(SET, signer))
        return cms.ContentInfo.load(der(SEQUENCE, self.kind, der(FIRST, data)))


def der(tag: int, *parts: bytes) -> bytes:
    """A value of these parts: its tag, its length and itself (X.690, 8.1 and 10.1)."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _dumped(value: Any, names: Sequence[str]) -> bytes:
    return b"".join(value[name].dump() for name in names)
