"""The seal on a PDF: PAdES, with the installation's key, and a time stamp if there is
a service for it (ETSI EN 319 142-1: B-B without one, B-T with one, B-LTA if its roots
are known, so that everything a reader needs later goes into the file)."""

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from asn1crypto import cms, pem, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import (
    InvisSigSettings,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
)
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.documents.errors import NoTimestamp
from certificates.documents.signed_data import NO_DIGEST, SignedData
from certificates.keys.ring import SealKey

FIELD = "Seal"
RESERVED = 6_144
"""Bytes for the signature besides certificates, twice what it takes: unless they are
reserved, everything is signed once more to find out."""
FOR_A_STAMP = 16_384
LONGEST_DER = 72
"""Bytes of an ECDSA signature on P-256."""
PATIENCE_SECONDS = 20

OUTSIDE = InvisSigSettings(box_out_of_bounds=True)
"""PDF/A forbids to hide a field, PDF/UA to have one on the page that is not tagged:
this one lies beside the page."""


said_before: dict[tuple[bytes, ...], SignedData] = {}
"""Of this process, by the certificates in it: one of each key that sealed."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """A time-stamp service, and the roots its certificates come from, in DER."""

    url: str
    roots: tuple[bytes, ...] = ()

    @property
    def level(self) -> str:
        return "B-LTA" if self.roots else "B-T"


def stamps_from(url: str, roots: Path | None) -> Stamps | None:
    """What the settings say; None without a service."""
    if not url:
        return None
    found = pem.unarmor(roots.read_bytes(), multiple=True) if roots else ()
    return Stamps(url, tuple(der for _kind, _headers, der in found))


class Sealer:
    """Seals with one key, which is loaded once; threads may share it."""

    def __init__(self, key: SealKey, stamps: Stamps | None) -> None:
        self.key, self.stamps = key, stamps
        self._signer = _KeySigner(key)
        certificates = len(key.certificate) + sum(map(len, key.chain))
        room = RESERVED + 2 * certificates + (FOR_A_STAMP if stamps else 0)
        self._reserved = room + room % 2

    @property
    def level(self) -> str:
        return self.stamps.level if self.stamps else "B-B"

    @property
    def is_lasting(self) -> bool:
        return self.stamps is not None and bool(self.stamps.roots)

    def seal(self, pdf: bytes, label: str) -> bytes:
        """The PDF with its seal; `label` is what a screen reader says of its field.

        Raises NoTimestamp, and NoKey.
        """
        try:
            return asyncio.run(self._sealed(pdf, label))
        except (OSError, aiohttp.ClientError, TimeoutError) as error:
            raise NoTimestamp(f"no time stamp: {error}") from error

    async def _sealed(self, pdf: bytes, label: str) -> bytes:
        if self.stamps is None:
            return await self._signed(pdf, label, None)
        # A session belongs to the loop it was made in.
        async with aiohttp.ClientSession() as session:
            stamper = HTTPTimeStamper(
                self.stamps.url, timeout=PATIENCE_SECONDS, session=session
            )
            return await self._signed(pdf, label, stamper)

    async def _signed(
        self, pdf: bytes, label: str, stamper: HTTPTimeStamper | None
    ) -> bytes:
        signer = PdfSigner(
            self._metadata(),
            self._signer,
            timestamper=stamper,
            new_field_spec=SigFieldSpec(
                FIELD, invis_sig_settings=OUTSIDE, readable_field_name=label
            ),
        )
        writer = _Unchanged(io.BytesIO(pdf))
        signed = await signer.async_sign_pdf(writer, bytes_reserved=self._reserved)
        return bytes(signed.getbuffer())

    def _metadata(self) -> PdfSignatureMetadata:
        return PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            # Nothing may be added to a certificate, except later proofs of its time.
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            embed_validation_info=self.is_lasting,
            use_pades_lta=self.is_lasting,
            validation_context=self._known() if self.is_lasting else None,
        )

    def _known(self) -> ValidationContext:
        """What a reader will be able to check; made anew, since it remembers."""
        assert self.stamps is not None  # noqa: S101  for the type checker
        own = (self.key.chain or (self.key.certificate,))[-1]
        roots = [x509.Certificate.load(der) for der in (own, *self.stamps.roots)]
        return ValidationContext(
            trust_roots=roots, allow_fetching=True, revocation_mode="soft-fail"
        )


class _Unchanged(IncrementalPdfFileWriter):
    """Adds to a file without touching what the file says about itself: a new version
    and another writing of the same metadata would leave PDF/A-3."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        pass

    def _update_meta(self) -> None:
        pass


class _KeySigner(Signer):
    def __init__(self, key: SealKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([x509.Certificate.load(one) for one in key.chain])
        super().__init__(
            signing_cert=x509.Certificate.load(key.certificate),
            cert_registry=store,
        )
        self._sign = key.sign
        self._certificates = (key.certificate, *key.chain)

    async def async_sign(
        self, data_digest: bytes, digest_algorithm: str, *rest: Any, **more: Any
    ) -> cms.ContentInfo:
        usual = super().async_sign
        if rest or more.get("dry_run") or more.get("timestamper") is not None:
            return await usual(data_digest, digest_algorithm, *rest, **more)
        parts = said_before.get(self._certificates)
        if parts is None:
            made = await usual(NO_DIGEST, digest_algorithm, **{**more, "dry_run": True})
            parts = said_before[self._certificates] = SignedData.like(made)
        return parts.of(data_digest, self._sign)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return bytes(LONGEST_DER) if dry_run else self._sign(data)
