"""Having a file read by a process that cannot do harm (see reading)."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from threading import BoundedSemaphore

from certificates.verification.errors import TooManyFiles
from certificates.verification.limits import AT_ONCE, LONGEST_SECONDS
from lms.config import ROOT
from lms.kernel.i18n import words as _

log = logging.getLogger(__name__)

READER = [sys.executable, "-m", "certificates.verification.reading"]
NOTHING_OF_OURS = {"LANG": "C.UTF-8"}
"""The reader's environment: it has no secrets to lose."""
PATIENCE_SECONDS = 3

_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class FoundSeal:
    """`certificate` is DER; `fits`: the signature is that certificate's and what it
    covers is unchanged; `whole`: nothing lies outside of it."""

    certificate: bytes
    fits: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What a PDF holds, as it says itself."""

    title: str
    credentials: tuple[str, ...]
    seals: tuple[FoundSeal, ...]


def contents_of(pdf: bytes) -> Contents | None:
    """What is in a file; None when it cannot be read as a PDF, within the limits.

    Raises TooManyFiles when there is no place for another one.
    """
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise TooManyFiles(
            _("Many files are being checked just now. Try again in a minute.")
        )
    try:
        done = subprocess.run(  # noqa: S603  our own module, no words of others
            READER,
            input=pdf,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            cwd=ROOT,
            env=NOTHING_OF_OURS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        log.info("a file that was to be checked cannot be read: %s", type(error))
        return None
    finally:
        _places.release()
    return _unpacked(json.loads(done.stdout))


def _unpacked(said: dict[str, list[dict[str, str]]]) -> Contents:
    return Contents(
        title=str(said["title"]),
        credentials=tuple(map(str, said["credentials"])),
        seals=tuple(
            FoundSeal(
                bytes.fromhex(seal["certificate"]),
                fits=bool(seal["fits"]),
                whole=bool(seal["whole"]),
            )
            for seal in said["seals"]
        ),
    )
