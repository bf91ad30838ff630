"""Packing: part after part, so that what was cut off goes on where it was.

A part is a ZIP of its own, kept until the whole is put together of them. Bytes are
taken as they are stored, and a file that is not what was noted of it is left out.
"""

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from sqlalchemy import update

from certificates.awards.models import Certificate
from certificates.documents.models import CertificateDocument
from certificates.parcels import queries
from certificates.parcels.manifest import file_name
from certificates.parcels.models import Parcel, ParcelItem
from certificates.parcels.printfile import PrintFile
from certificates.parcels.rules.outcomes import Outcome, outcome
from certificates.parcels.services import PACK
from lms.kernel import clock, storage
from lms.kernel.db import changed, db, transaction
from lms.kernel.jobs import enqueue

PRINT = "print.pdf"


def pack_part(parcel: Parcel) -> None:
    """Look at the next certificates, keep their part, and queue what comes then;
    nothing is noted if another run of this job was faster."""
    parcel_id, start, key = parcel.id, parcel.reached, parcel.part_key(parcel.reached)
    with TemporaryDirectory() as folder:
        part = Path(folder) / "part.zip"
        found = _write_part(parcel, part, on=clock.now().date())
        storage.put_file(key, part)
    with transaction():
        if _reach(parcel_id, start, start + len(found)):
            db.session.execute(update(ParcelItem), found)
            enqueue(PACK, parcel_id, start + len(found))


def _write_part(parcel: Parcel, path: Path, *, on: date) -> list[dict[str, object]]:
    """Write the ZIP; returns what is to be noted of each item."""
    items = queries.next_items(parcel.id, parcel.reached, Parcel.PART)
    ids = [item.certificate_id for item in items]
    known, held = queries.certificates_by_id(ids), queries.held_ids(ids)
    documents, pages = queries.newest_documents(ids), path.with_name(PRINT)
    found: list[dict[str, object]] = []
    with ZipFile(path, "w", ZIP_STORED) as part, PrintFile(pages) as printing:
        for item in items:
            certificate = known[item.certificate_id]
            document = documents.get(certificate.id)
            says = _outcome(certificate, document, is_held=certificate.id in held)
            pdf = _sound(document) if document and says is Outcome.PACKED else None
            if says is Outcome.PACKED and pdf is None:
                says = Outcome.DAMAGED
            if pdf is not None:
                part.writestr(file_name(certificate.number), pdf)
                if parcel.has_print:
                    printing.add(BytesIO(pdf))
            found.append(_noted(item, certificate, says, document, on))
        if printing.end():
            part.write(pages, PRINT)
    return found


def _outcome(
    certificate: Certificate, document: CertificateDocument | None, *, is_held: bool
) -> Outcome:
    return outcome(
        is_revoked=certificate.revocation is not None,
        is_suspended=certificate.suspension is not None,
        is_held=is_held,
        is_printed=document is not None,
    )


def _sound(document: CertificateDocument) -> bytes | None:
    """The stored bytes, if they are still those that were printed."""
    pdf = storage.find(document.storage_key)
    if pdf is None or hashlib.sha256(pdf).hexdigest() != document.sha256:
        return None
    return pdf


def _noted(
    item: ParcelItem,
    certificate: Certificate,
    says: Outcome,
    document: CertificateDocument | None,
    on: date,
) -> dict[str, object]:
    packed = document if says is Outcome.PACKED else None
    return {
        "parcel_id": item.parcel_id,
        "position": item.position,
        "outcome": str(says),
        "state": str(certificate.state(on)),
        "sha256": packed.sha256 if packed else None,
        "size": packed.size if packed else None,
    }


def _reach(parcel_id: int, start: int, to: int) -> bool:
    """Whether it was this run that got so far."""
    count = changed(
        update(Parcel)
        .where(
            Parcel.id == parcel_id,
            Parcel.reached == start,
            Parcel.failed_at.is_(None),
            Parcel.finished_at.is_(None),
        )
        .values(reached=to)
    )
    return count == 1
