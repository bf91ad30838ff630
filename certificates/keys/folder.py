"""Private keys as files that only this user can read."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from certificates.keys.errors import NoKey
from certificates.keys.jwk import jwk_of
from certificates.keys.rules.purpose import Purpose
from certificates.keys.rules.thumbprint import thumbprint
from lms.config import refuse_what_others_can_read

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


class KeyFolder:
    """Keeps `credential-1.pem`, `seal-1.pem`, `seal-2.pem`, … and signs with them.

    Each file is read once a process.
    """

    def __init__(self, folder: Path, *, is_strict: bool) -> None:
        self.folder, self.is_strict = folder, is_strict
        self._keys: dict[str, PrivateKey] = {}

    def make(self, purpose: str, number: int) -> tuple[str, bytes]:
        """The key of this number, made unless it is there: its kid, and its public
        half as PEM. Of two processes that ask at once, one makes it."""
        path = self.folder / f"{purpose}-{number}.pem"
        if not path.exists():
            self._write(path, _new_key(Purpose(purpose)))
        key = self._read(path)
        pem = Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        return _kid_of(key), key.public_key().public_bytes(*pem)

    def sign(self, kid: str, data: bytes) -> bytes:
        """Raises NoKey when no file here holds the private half."""
        key = self._keys.get(kid) or self._found(kid)
        if isinstance(key, Ed25519PrivateKey):
            return key.sign(data)
        return key.sign(data, ec.ECDSA(hashes.SHA256()))

    def _found(self, kid: str) -> PrivateKey:
        for path in self._files():
            key = self._read(path)
            self._keys[_kid_of(key)] = key
        if kid not in self._keys:
            raise NoKey(
                f"The key {kid} is not in {self.folder}. Bring its file back there "
                "(LMS_KEYS_DIR names the folder), or put a new one in its place with "
                "lms rotate-key."
            )
        return self._keys[kid]

    def _files(self) -> Iterable[Path]:
        return sorted(self.folder.glob("*.pem"))

    def _read(self, path: Path) -> PrivateKey:
        if self.is_strict:
            refuse_what_others_can_read(self.folder, path)
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
            raise NoKey(f"{path} is no key of ours.")
        return key

    def _write(self, path: Path, key: PrivateKey) -> None:
        """Whole or not at all, and only if nobody was faster."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file, written = tempfile.mkstemp(dir=self.folder, suffix=".new")
        try:
            with os.fdopen(file, "wb") as kept:
                kept.write(pem)
                kept.flush()
                os.fsync(kept.fileno())
            Path(path).hardlink_to(written)
        except FileExistsError:
            return
        finally:
            Path(written).unlink()
        _keep_over_a_power_cut(self.folder)


def _new_key(purpose: Purpose) -> PrivateKey:
    if purpose is Purpose.CREDENTIAL:
        return Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def _kid_of(key: PrivateKey) -> str:
    is_seal = isinstance(key, ec.EllipticCurvePrivateKey)
    purpose = Purpose.SEAL if is_seal else Purpose.CREDENTIAL
    return thumbprint(jwk_of(key.public_key(), purpose))


def _keep_over_a_power_cut(folder: Path) -> None:
    # A new name in a folder is on the disk when the folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
