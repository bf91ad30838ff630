"""How long a parcel takes, and how much memory: thousands of stored certificates.

python -m tests.load.parcels [--engine sqlite|postgresql] [--count 10000] [--print]

One printed PDF lies under as many keys as there are certificates, each time with
fonts and contents that no other has, as those that name other people have: the parcel
reads, checks and packs each of them by itself, and the print file cannot share them.
"""

import hashlib
import resource
import time
from datetime import timedelta
from io import BytesIO

import pikepdf
from sqlalchemy import func, insert, select

from certificates.awards.models import Certificate
from certificates.awards.services import award_if_passed
from certificates.documents.models import CertificateDocument
from certificates.documents.printing import print_certificates
from certificates.documents.queries import document_of
from certificates.parcels.models import Parcel, ParcelItem
from certificates.parcels.services import ask
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.kernel import clock, storage
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.factories import a_certification, a_pass, a_programme
from tests.load.desk import a_desk, with_an_engine
from tests.people import a_company, a_person, actor

NOW = clock.now() - timedelta(days=1)
MARK = b"Of______"
TOGETHER = 500
"""Rows of one statement: with more of them the memory would be that of the bench."""


def main() -> None:
    parser = with_an_engine(__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--print", action="store_true", dest="has_print")
    given = parser.parse_args()
    with a_desk(given.engine):
        _measure(_stored(given.count), has_print=given.has_print)


def _measure(ids: list[int], *, has_print: bool) -> None:
    pat = actor(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    begun, cpu = time.perf_counter(), time.process_time()
    with transaction():
        parcel_id = ask(ids, company_id=None, has_print=has_print, by=pat, now=NOW).id
    print(f"ordered in {time.perf_counter() - begun:.2f} s")
    before = _peak()
    while (parcel := db.session.get_one(Parcel, parcel_id)).is_packing:
        JOBS["pack_parcel"](parcel_id, parcel.reached)
        db.session.rollback()
    packed = select(func.count()).where(ParcelItem.outcome == "packed")
    print(
        f"packed {db.session.scalar(packed)} of {len(ids)} in "
        f"{time.perf_counter() - begun:.1f} s ({time.process_time() - cpu:.1f} CPU-s), "
        f"{(parcel.size or 0) / 1e6:.0f} MB; failed: {parcel.failed_at is not None}; "
        f"peak memory {before:.0f} MB before, {_peak():.0f} MB after"
    )


def _stored(count: int) -> list[int]:
    """Certificates with one printed PDF's bytes each, under keys of their own."""
    a_programme(loaded_at=NOW - timedelta(days=1))
    ada, certification = (
        a_person("Ada Lovelace", company=a_company()),
        a_certification(),
    )
    a_pass(ada, certification, finished_at=NOW)
    person_id, certification_id = ada.id, certification.id
    with transaction():
        first_id = award_if_passed(person_id, certification_id, now=NOW)
    assert first_id is not None
    print_certificates([first_id])
    document = document_of(first_id)
    assert document is not None
    pdf = _marked(storage.get(document.storage_key))
    ids = _copies(db.session.get_one(Certificate, first_id), count - 1)
    _documents(ids, pdf)
    return [first_id, *ids]


def _marked(pdf: bytes) -> bytes:
    """With a word in every object that only its own page has."""
    file = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as one:
        page = one.pages[0]
        for font in page.Resources.Font.values():
            (descendant,) = font.DescendantFonts
            about = descendant.FontDescriptor
            for each in (font, descendant, about, about.FontFile2, font.ToUnicode):
                each.Of = pikepdf.Name(f"/{MARK.decode()}")
        page.Contents.Of = pikepdf.Name(f"/{MARK.decode()}")
        one.save(file)
    return file.getvalue()


def _copies(first: Certificate, count: int) -> list[int]:
    """The same certificate for as many other people."""
    columns = Certificate.__table__.columns.keys()
    row = {name: getattr(first, name) for name in columns if name != "id"}
    people = [
        {
            "email": f"p{number}@example.com",
            "name": f"Person {number}",
            "created_at": NOW,
            "is_demo": True,
            "version": 1,
        }
        for number in range(count)
    ]
    with transaction():
        db.session.execute(insert(Person), people)
        found = select(Person.id).where(Person.is_demo).order_by(Person.id)
        person_ids = list(db.session.scalars(found))
        rows = [
            {**row, "person_id": person_id, "attempt_id": None, "is_demo": True}
            | {"number": f"LOAD-{person_id}", "token": f"load-{person_id}"}
            for person_id in person_ids
        ]
        db.session.execute(insert(Certificate), rows)
    copied = select(Certificate.id).where(Certificate.is_demo).order_by(Certificate.id)
    return list(db.session.scalars(copied))


def _documents(ids: list[int], pdf: bytes) -> None:
    """Stored files, each another one, and the rows about them."""
    for start in range(0, len(ids), TOGETHER):
        rows = [
            _stored_copy(number, ids[number], pdf.replace(MARK, b"Of%06d" % number))
            for number in range(len(ids))[start : start + TOGETHER]
        ]
        with transaction():
            db.session.execute(insert(CertificateDocument), rows)


def _stored_copy(number: int, certificate_id: int, pdf: bytes) -> dict[str, object]:
    key = f"load/{number}.pdf"
    storage.put(key, pdf)
    return {
        "certificate_id": certificate_id,
        "input_key": f"load-{number}",
        "storage_key": key,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "size": len(pdf),
        "rendered_at": NOW,
    }


def _peak() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
