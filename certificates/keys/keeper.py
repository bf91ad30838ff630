"""Who keeps the private halves: our own folder, or a key service by a hook."""

from importlib import import_module
from typing import Protocol, cast

from flask import current_app

from certificates.keys.errors import UnfitKey
from certificates.keys.folder import KeyFolder
from lms.config import Settings
from lms.kernel.i18n import words as _


class Keeper(Protocol):
    """What LMS_KEY_HOOK has to give: an object that signs by kid.

    The private halves need never be on this machine.
    """

    def make(self, purpose: str, number: int) -> tuple[str, bytes]:
        """The key of this number for "credential" (Ed25519) or "seal" (P-256), made
        unless it was before.

        Returns its kid (1 to 64 letters, digits, dots, dashes, underscores), and as
        PEM its public half, or its certificate with those above it, its own first.
        """

    def sign(self, kid: str, data: bytes) -> bytes:
        """Ed25519: 64 bytes. P-256: ECDSA with SHA-256 over the data, in DER."""


def keeper() -> Keeper:
    """The one keeper of this process. Raises UnfitKey if the hook cannot be called."""
    found = current_app.extensions.get("key_keeper")
    if found is None:
        found = _keeper_of(current_app.config["SETTINGS"])
        current_app.extensions["key_keeper"] = found
    return cast(Keeper, found)


def _keeper_of(settings: Settings) -> Keeper:
    if not settings.key_hook:
        return KeyFolder(settings.keys_dir, is_strict=settings.is_production)
    module, _colon, function = settings.key_hook.partition(":")
    try:
        return cast(Keeper, getattr(import_module(module), function)())
    except (ImportError, AttributeError, TypeError) as error:
        raise UnfitKey(
            _(
                "LMS_KEY_HOOK names %(hook)s, which cannot be called: %(reason)s",
                hook=settings.key_hook,
                reason=error,
            )
        ) from error
