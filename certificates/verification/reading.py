"""Reading somebody's PDF, in a process of its own (see inspecting): whatever the file
does to its reader, it does to nothing else.

    python -m certificates.verification.reading < file.pdf > found.json

It says what is in the file; whether a key is ours, it does not know.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.documents.sheets import CREDENTIAL_NAME
from certificates.verification.limits import (
    CPU_SECONDS,
    LONGEST_TEXT,
    MOST_FILES,
    MOST_MEMORY,
    MOST_SEALS,
)

POLITENESS = 10
"""Added to the process's niceness: an exam's answers come first."""
HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
"""Nothing was added after the seal, or later proofs of its time."""


def read(pdf: bytes) -> dict[str, Any]:
    """Title, credentials and seals. Raises whatever the reader raises."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    signatures = reader.embedded_regular_signatures[:MOST_SEALS]
    return {
        "title": _title(reader),
        "credentials": sorted(set(_credentials(reader.root))),
        "seals": [_seal(signature) for signature in signatures],
    }


def _title(reader: PdfFileReader) -> str:
    with suppress(Exception):
        return str(reader.trailer["/Info"]["/Title"])[:LONGEST_TEXT]
    return ""


def _credentials(root: Any) -> Iterator[str]:
    """Those of our name, from the list of associated files and from the attachments;
    no file of ours has two different ones."""
    listed = _members(root.get("/AF", ()))
    with suppress(KeyError):
        listed += _members(root["/Names"]["/EmbeddedFiles"]["/Names"])[1::2]
    for file in listed[:MOST_FILES]:
        if str(file.get("/UF", file.get("/F", ""))) == CREDENTIAL_NAME:
            content = file["/EF"]["/F"].data
            yield content[: LONGEST_TEXT + 1].decode("ascii", "replace")


def _members(array: Any) -> list[Any]:
    # By index it gives what is referred to; its iterator gives the references.
    return [array[place] for place in range(len(array))]


def _seal(signature: EmbeddedPdfSignature) -> dict[str, Any]:
    """Whose it is, whether it fits what it covers, whether that is the whole file."""
    found = {"certificate": "", "fits": False, "whole": False}
    with suppress(Exception):
        found["certificate"] = signature.signer_cert.dump().hex()
        anyone = ValidationContext(
            trust_roots=[signature.signer_cert], allow_fetching=False
        )
        status = validate_pdf_signature(signature, anyone)
        found["fits"] = status.intact and status.valid
        found["whole"] = status.coverage is SignatureCoverageLevel.ENTIRE_FILE or (
            status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
            and status.modification_level in HARMLESS
        )
    return found


def _limit() -> None:
    os.nice(POLITENESS)
    for what, most in (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _limit()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
