"""Many certificates in one download: stored bytes, a list that says what is missing."""

import csv
import hashlib
import io
from datetime import timedelta
from zipfile import ZipFile

import openpyxl
import pytest
from structlog.testing import capture_logs

from certificates.awards.models import Certificate
from certificates.awards.services import revoke
from certificates.documents.models import CertificateDocument, HeldDocument
from certificates.parcels import jobs, services
from certificates.parcels.jobs import remove_expired
from certificates.parcels.models import Parcel, ParcelItem
from lms.accounts.models import Person
from lms.accounts.rules.roles import Role
from lms.kernel import storage
from lms.kernel.actor import SYSTEM
from lms.kernel.audit import AuditEvent
from lms.kernel.cells import harmless
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.lives import jobs_waiting
from tests.certificates.prints import run
from tests.certificates.test_printfile import a_file
from tests.factories import a_certification, a_programme
from tests.people import Visitor, a_company, a_person, actor

NAMES = ("Ada Lovelace", "Bob Stone", "Carl Gauss")


def stored(certificate: Certificate, pdf: bytes) -> bytes:
    """As if the press had printed it."""
    key, certificate_id = f"printed/{certificate.number}.pdf", certificate.id
    storage.put(key, pdf)
    with transaction():
        db.session.add(
            CertificateDocument(
                certificate_id=certificate_id,
                input_key=key,
                storage_key=key,
                sha256=hashlib.sha256(pdf).hexdigest(),
                size=len(pdf),
                rendered_at=NOW,
            )
        )
    return pdf


@pytest.fixture
def held(app) -> list[str]:
    """Numbers of three printed certificates of one team, in the roster's order."""
    a_programme()
    administrator = a_certification()
    found = []
    for days, name in enumerate(NAMES):
        person = a_person(name, company=a_company())
        at = NOW - timedelta(days=30 - days)
        certificate = a_certificate(person, administrator, at=at)
        found.append(certificate.number)
        stored(certificate, a_file(name))
    return found


@pytest.fixture
def tomas(held) -> Person:
    return a_person("Tomas Berg", Role.PARTNER_ADMIN, company=a_company())


@pytest.fixture
def admin(visitor, tomas) -> Visitor:
    return visitor.sign_in(tomas)


def certificate_id(number: str) -> int:
    return db.session.query(Certificate).filter_by(number=number).one().id


def ordered(visitor: Visitor, address: str = "/team/certificates/parcels", **fields):
    answer = visitor.post(address, fields)
    assert answer.status_code == 302
    return answer.location


def the_parcel() -> Parcel:
    db.session.rollback()
    return db.session.query(Parcel).order_by(Parcel.id.desc()).first()


def pack(parcel: Parcel, *, rounds: int = 20) -> Parcel:
    """As the queue does: each part queues the next."""
    for _ in range(rounds):
        if not parcel.is_packing:
            break
        JOBS["pack_parcel"](parcel.id, parcel.reached)
        parcel = the_parcel()
    return parcel


def opened(visitor: Visitor, page: str) -> ZipFile:
    answer = visitor.get(f"{page}/file")
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return ZipFile(io.BytesIO(answer.data))


def listed(parcel: ZipFile) -> list[dict[str, str]]:
    text = parcel.read("manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_parcel_holds_the_stored_bytes_and_a_list_of_them(admin, held):
    page = ordered(admin, has_print="y")
    pack(the_parcel())

    parcel = opened(admin, page)

    files = [f"certificates/{number}.pdf" for number in held]
    assert parcel.namelist() == [*files, "print.pdf", "manifest.csv", "manifest.xlsx"]
    assert [parcel.read(file) for file in files] == [a_pdf_of(n) for n in held]
    assert {info.compress_type for info in parcel.infolist()} == {0}
    rows = listed(parcel)
    assert [(row["number"], row["holder"], row["file"]) for row in rows] == [
        (number, name, file)
        for number, name, file in zip(held, NAMES, files, strict=True)
    ]
    assert [row["sha256"] for row in rows] == [
        hashlib.sha256(parcel.read(file)).hexdigest() for file in files
    ]


def a_pdf_of(number: str) -> bytes:
    return storage.get(f"printed/{number}.pdf")


def test_the_workbook_says_the_same_as_the_text(admin):
    page = ordered(admin)
    pack(the_parcel())

    parcel = opened(admin, page)

    book = openpyxl.load_workbook(io.BytesIO(parcel.read("manifest.xlsx")))
    cells = [
        ["" if cell is None else str(cell) for cell in row]
        for row in book.active.values
    ]
    text = parcel.read("manifest.csv").decode("utf-8-sig")
    assert cells == list(csv.reader(io.StringIO(text)))
    assert book.active.column_dimensions["A"].width > len("NB-0000-0000-0000")
    assert len(cells) == 4


def words_for_the_printer(parcel: ZipFile) -> list[str]:
    """What stands on each page of its print file, as poppler reads it."""
    pages = run("pdftotext", "-", "-", pdf=parcel.read("print.pdf")).split("\f")
    return [page.strip() for page in pages[:-1]]


@pytest.mark.parametrize("together", [1, 2, 3])
def test_the_print_file_has_all_pages_in_the_order_of_the_list(
    admin, tmp_path, monkeypatch, together
):
    monkeypatch.setattr(Parcel, "PART", together)
    page = ordered(admin, has_print="y")
    pack(the_parcel())

    parcel = opened(admin, page)

    assert words_for_the_printer(parcel) == list(NAMES)
    assert [row["holder"] for row in listed(parcel)] == list(NAMES)
    file = parcel.extract("print.pdf", tmp_path)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)


def test_a_part_of_which_nothing_is_printed_leaves_no_page(admin, held, monkeypatch):
    monkeypatch.setattr(Parcel, "PART", 1)
    storage.remove([f"printed/{held[1]}.pdf"])
    page = ordered(admin, has_print="y")
    pack(the_parcel())

    assert words_for_the_printer(opened(admin, page)) == [NAMES[0], NAMES[2]]


def test_what_cannot_be_packed_is_named_with_its_reason(admin, held):
    taken, _lost, stuck = map(certificate_id, held)
    storage.put(f"printed/{held[1]}.pdf", b"other bytes")
    with transaction():
        revoke(taken, "Rules of the exam broken.", by=SYSTEM, now=NOW)
        db.session.add(HeldDocument(certificate_id=stuck, reason="letters", since=NOW))
    page = ordered(admin)
    pack(the_parcel())

    parcel = opened(admin, page)

    assert parcel.namelist() == ["manifest.csv", "manifest.xlsx"]
    found = {row["number"]: (row["state"], row["left_out"]) for row in listed(parcel)}
    assert found == {
        held[0]: ("revoked", "Revoked: it is given out no more."),
        held[1]: (
            "valid",
            "The stored file is missing or has changed. Tell the provider.",
        ),
        held[2]: (
            "valid",
            "It cannot be printed until the provider solves what stops it.",
        ),
    }
    assert "The list names each of them." in admin.get(page).text


def test_what_is_not_printed_yet_is_said_to_be_on_its_way(admin):
    fresh = a_certificate(
        a_person("Dan New", company=a_company()), a_certification("x")
    )
    page = ordered(admin, person="Dan New")
    pack(the_parcel())

    (row,) = listed(opened(admin, page))

    assert (row["number"], row["left_out"]) == (
        fresh.number,
        "It is not printed yet. Order again in a few minutes.",
    )


def test_a_parcel_that_was_cut_off_goes_on_where_it_was(admin, held, monkeypatch):
    monkeypatch.setattr(Parcel, "PART", 1)
    page = ordered(admin, has_print="y")
    pack(the_parcel(), rounds=1)
    # What was packed is not looked at again: its bytes may even be gone.
    storage.remove([f"printed/{held[0]}.pdf"])

    parcel = pack(the_parcel())

    assert (parcel.reached, parcel.failed_at) == (3, None)
    files = opened(admin, page).namelist()
    assert [name for name in files if name.startswith("certificates")] == [
        f"certificates/{number}.pdf" for number in held
    ]
    assert words_for_the_printer(opened(admin, page)) == list(NAMES)
    assert parcel.size == len(admin.get(f"{page}/file").data)
    parts = [storage.find(parcel.part_key(start)) for start in range(3)]
    assert parts == [None, None, None]


def test_a_part_that_runs_twice_counts_once(admin, monkeypatch):
    monkeypatch.setattr(Parcel, "PART", 2)
    ordered(admin)
    parcel_id = the_parcel().id

    JOBS["pack_parcel"](parcel_id, 0)
    JOBS["pack_parcel"](parcel_id, 0)

    assert the_parcel().reached == 2
    assert jobs_waiting("pack_parcel") == 2


def test_a_fault_stops_it_and_another_try_ends_it(admin, monkeypatch):
    page = ordered(admin)

    def no_room(key, path):
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(storage, "put_file", no_room)
        with capture_logs() as said_to_operators:
            pack(the_parcel())
    assert [entry["event"] for entry in said_to_operators] == ["parcel failed"]
    said = admin.get(page).text
    assert "Packing stopped after 0 of 3" in said
    assert admin.get(f"{page}/file").status_code == 404

    assert admin.post(f"{page}/tries").status_code == 302
    assert admin.post(f"{page}/tries").status_code == 409
    pack(the_parcel())
    assert len(opened(admin, page).namelist()) == 5


def test_a_part_that_was_lost_is_packed_again(admin, held):
    page = ordered(admin)
    pack(the_parcel(), rounds=1)
    parcel = the_parcel()
    storage.remove([parcel.part_key(0)])

    pack(parcel, rounds=1)
    assert the_parcel().reached == 0
    admin.post(f"{page}/tries")
    pack(the_parcel())

    assert len(opened(admin, page).namelist()) == 5


def test_a_parcel_is_for_the_person_who_asked_and_nobody_else(app, admin):
    page = ordered(admin)
    pack(the_parcel())
    colleague = a_person("Una Admin", Role.PARTNER_ADMIN, company=a_company())
    manager = a_person("Pat Manager", Role.PROGRAMME_MANAGER)

    for stranger in (colleague, manager):
        other = Visitor(app).sign_in(stranger)
        for address in (page, f"{page}/progress", f"{page}/file"):
            assert other.get(address).status_code == 404
        assert other.post(f"{page}/tries").status_code == 404
    assert admin.get(f"{page}/file").status_code == 200


def test_who_lost_the_role_lost_the_parcel_too(admin):
    page = ordered(admin)
    pack(the_parcel())
    with transaction():
        row = db.session.query(Person).filter_by(name="Tomas Berg").one()
        for grant in row.roles:
            db.session.delete(grant)

    assert admin.get(f"{page}/file").status_code == 404


def test_after_a_week_it_is_gone(app, admin, set_clock):
    page = ordered(admin)
    parcel = pack(the_parcel())
    key = parcel.zip_key
    assert storage.find(key) is not None

    set_clock(NOW + services.KEPT)
    row = db.session.query(Person).filter_by(name="Tomas Berg").one()
    admin = Visitor(app).sign_in(row)
    assert admin.get(f"{page}/file").status_code == 404
    assert remove_expired() == 1

    assert storage.find(key) is None
    assert "thrown away now" in admin.get(page).text


def test_many_that_are_over_are_thrown_away_round_after_round(
    admin, set_clock, monkeypatch
):
    monkeypatch.setattr(jobs, "REMOVED_AT_ONCE", 1)
    for _ in range(2):
        ordered(admin)
        pack(the_parcel())
    set_clock(NOW + timedelta(days=30))

    assert [remove_expired() for _ in range(3)] == [1, 1, 0]


def test_who_took_certificates_out_of_the_house_is_written_down(admin, tomas):
    tomas_id = tomas.id
    page = ordered(admin)
    pack(the_parcel())
    opened(admin, page)

    found = db.session.query(AuditEvent).filter_by(subject_kind="parcel")
    said = [(event.action, event.actor_id, event.after["count"]) for event in found]
    assert said == [
        ("certificates.parcel.asked", tomas_id, 3),
        ("certificates.parcel.downloaded", tomas_id, 3),
    ]


def test_who_orders_twice_sees_the_first_one(admin):
    first = ordered(admin)

    assert ordered(admin) == first
    assert db.session.query(Parcel).count() == 1


def test_staff_order_what_the_list_of_issued_ones_shows(app, held):
    pat = Visitor(app).sign_in(a_person("Pat Manager", Role.PROGRAMME_MANAGER))
    page = ordered(pat, "/certificates/parcels", name="Stone")
    pack(the_parcel())

    assert [row["number"] for row in listed(opened(pat, page))] == [held[1]]
    assert "Download all 3 certificates" in pat.get("/certificates/issued").text


def test_a_list_of_nothing_is_refused(admin):
    answer = admin.post("/team/certificates/parcels", {"person": "Nobody"})

    assert answer.status_code == 409
    assert db.session.query(ParcelItem).count() == 0


def test_more_than_a_parcel_holds_is_refused(tomas, monkeypatch):
    monkeypatch.setattr(services, "LARGEST", 2)
    by = actor(tomas)

    with pytest.raises(services.TooLarge), transaction():
        services.ask([1, 2, 3], company_id=None, has_print=False, by=by, now=NOW)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_looks_like_a_formula_is_text(start):
    assert harmless(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert harmless("Ada = Lovelace") == "Ada = Lovelace"


def test_a_holder_named_like_a_formula_does_not_run(admin, held):
    bob = db.session.query(Person).filter_by(name="Bob Stone").one().id
    with transaction():
        db.session.get_one(Person, bob).name = "=1+1"
    named = a_certificate(db.session.get_one(Person, bob), a_certification("y"))
    stored(named, a_file("formula"))
    page = ordered(admin, certification="y")
    pack(the_parcel())

    parcel = opened(admin, page)

    assert listed(parcel)[0]["holder"] == "'=1+1"
    book = openpyxl.load_workbook(io.BytesIO(parcel.read("manifest.xlsx")))
    cell = book.active["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_page_hears_how_far_it_is(admin, monkeypatch):
    monkeypatch.setattr(Parcel, "PART", 2)
    page = ordered(admin)
    pack(the_parcel(), rounds=1)

    said = admin.get(f"{page}/progress").json

    assert said == {"done": 2, "words": "2 of 3", "goes_on": True}
    assert 'value="2"' in admin.get(page).text
