"""Wrapping: the parts of a parcel, put together with the list of them; the pages for
the printer become one file, which is written part by part and never in memory."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from flask_babel import force_locale
from sqlalchemy import update

from certificates.parcels import queries
from certificates.parcels.errors import PartMissing
from certificates.parcels.manifest import write_lists
from certificates.parcels.models import Parcel
from certificates.parcels.packing import PRINT
from certificates.parcels.printfile import PrintFile
from lms.kernel import clock, storage
from lms.kernel.db import db, transaction


def wrap(parcel: Parcel) -> None:
    """Keep the whole, note it, and throw its parts away.

    Raises PartMissing, when a part is not where it was kept.
    """
    parcel_id, key, count = parcel.id, parcel.zip_key, parcel.count
    parts, language = parts_of(parcel), parcel.language
    with TemporaryDirectory() as name:
        folder = Path(name)
        whole = folder / "parcel.zip"
        with ZipFile(whole, "w", ZIP_STORED) as into:
            _add_parts(parts, into, folder)
            with force_locale(language):
                lists = write_lists(queries.lines(parcel_id, count), folder)
            for path in lists:
                into.write(path, path.name)
        size, digest = whole.stat().st_size, _digest(whole)
        storage.put_file(key, whole)
    with transaction():
        _finish(parcel_id, digest, size)
    storage.remove(parts)


def parts_of(parcel: Parcel) -> list[str]:
    """Where all parts of a parcel are kept until the end."""
    return [parcel.part_key(start) for start in range(0, parcel.count, Parcel.PART)]


def _add_parts(keys: Sequence[str], into: ZipFile, folder: Path) -> None:
    path = folder / "part.zip"
    with PrintFile(folder / PRINT) as printing:
        for number, key in enumerate(keys):
            try:
                storage.fetch(key, path)
            except FileNotFoundError as error:
                raise PartMissing(key, start=number * Parcel.PART) from error
            with ZipFile(path) as part:
                _add_files(part, into)
                if PRINT in part.namelist():
                    printing.add(Path(part.extract(PRINT, folder / "part")))
        if printing.end():
            into.write(folder / PRINT, PRINT)


def _add_files(part: ZipFile, into: ZipFile) -> None:
    for name in part.namelist():
        if name != PRINT:
            with part.open(name) as source, into.open(name, "w") as target:
                shutil.copyfileobj(source, target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(parcel_id: int, digest: str, size: int) -> None:
    is_mine = Parcel.id == parcel_id, Parcel.finished_at.is_(None)
    db.session.execute(
        update(Parcel)
        .where(*is_mine, Parcel.failed_at.is_(None))
        .values(finished_at=clock.now(), sha256=digest, size=size)
    )
