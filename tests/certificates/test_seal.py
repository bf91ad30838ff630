"""The seal and the credential in the PDF, read by tools that are not ours."""

import io
import re

import pikepdf
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext

from certificates.badges.credential import credential_for
from certificates.documents import queries as documents
from certificates.documents.errors import NoTimestamp
from certificates.keys.making import new_key
from certificates.keys.ring import seal_key
from certificates.keys.rules.purpose import Purpose
from certificates.keys.services import rotate
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW
from tests.certificates.prints import issued_to, printed, run
from tests.certificates.stamping import a_timestamp_service


@pytest.fixture
def database_url(sqlite_file, tmp_path):
    """A seal does not depend on the database: one engine is enough here."""
    from tests.databases import sqlite_copy

    with sqlite_copy(sqlite_file, tmp_path) as url:
        yield url


def roots_with(*more: bytes) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for der in (seal_key().certificate, *more)]


def trusting(*more: bytes) -> ValidationContext:
    return ValidationContext(trust_roots=roots_with(*more), allow_fetching=False)


def verdict(pdf: bytes, *more: bytes):
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return validate_pdf_signature(
        signature, trusting(*more), ts_validation_context=trusting(*more)
    )


def test_the_seal_is_ours_and_covers_the_whole_file(app):
    status = verdict(printed(issued_to("Ekaterina Sokolova")))

    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.timestamp_validity is None


def test_poppler_finds_the_seal_valid(app, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(issued_to("Ekaterina Sokolova")))

    said = run("pdfsig", "-nocert", str(file))

    assert said.count("Signature #") == 1
    for words in (
        "Signature is Valid.",
        "Signature Type: ETSI.CAdES.detached",
        "Total document signed",
        "SHA-256",
    ):
        assert words in said


def test_a_changed_byte_breaks_the_seal(app):
    pdf = bytearray(printed(issued_to("Ekaterina Sokolova")))
    place = pdf.index(b"stream") + 400
    pdf[place] ^= 1

    assert not verdict(bytes(pdf)).intact


def test_what_was_added_afterwards_is_told_from_what_was_sealed(app):
    pdf = printed(issued_to("Ekaterina Sokolova"))
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root[pdf_name("/Lang")] = pdf_string("xx")
    writer.update_root()
    changed = io.BytesIO()
    writer.write(changed)

    assert not verdict(changed.getvalue()).bottom_line


def test_another_key_is_not_trusted(app):
    pdf = printed(issued_to("Ekaterina Sokolova"))
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures

    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[]))

    assert (status.intact, status.trusted) == (True, False)


def test_the_credential_lies_in_the_file_as_its_data(app, tmp_path):
    held = issued_to("Ekaterina Sokolova")
    file, taken_out = tmp_path / "certificate.pdf", tmp_path / "credential.jwt"
    file.write_bytes(printed(held))

    run("pdfdetach", "-save", "1", "-o", str(taken_out), str(file))

    assert taken_out.read_text() == credential_for(held)
    with pikepdf.open(file) as pdf:
        (listed,) = pdf.Root.AF
        assert str(listed.AFRelationship) == "/Data"
        assert str(listed.UF) == "credential.jwt"
        assert str(listed.EF.F.Subtype) == "/application/vc+jwt"
        days = {str(listed.EF.F.Params[f"/{n}Date"]) for n in ("Mod", "Creation")}
        assert days == {"D:20261122000000Z"}
        (name, same) = pdf.Root.Names.EmbeddedFiles.Names
        assert (str(name), same.objgen) == ("credential.jwt", listed.objgen)


def test_the_seal_keeps_what_the_file_says_about_itself(app):
    held = issued_to("Ekaterina Sokolova")
    with pikepdf.open(io.BytesIO(printed(held))) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert "/Version" not in pdf.Root
        # Certified: readers refuse what is added and is no proof of its time.
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.TU) == "Seal of Nimbus Cloud"
        assert all(place < 0 for place in field.Rect)
    assert packet.count("<rdf:RDF") == 1
    assert re.search(r'pdfaid:part="3"', packet)
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet


def test_a_time_stamp_is_added_where_there_is_a_service(app, monkeypatch):
    held = issued_to("Ekaterina Sokolova")
    with a_timestamp_service() as service:
        configure(app, monkeypatch, timestamp_url=service.url)

        pdf = printed(held)

    status = verdict(pdf, *service.roots)
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert service.asked == 1


def test_with_the_services_roots_the_proof_lasts(app, monkeypatch, tmp_path):
    held = issued_to("Ekaterina Sokolova")
    with a_timestamp_service() as service:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(service.roots_pem)
        configure(app, monkeypatch, timestamp_url=service.url, timestamp_roots=roots)

        pdf = printed(held)

    status = verdict(pdf, *service.roots)
    assert status.bottom_line
    # What came after the seal are proofs of its time, and nothing else.
    assert status.modification_level.name == "LTA_UPDATES"
    reader = PdfFileReader(io.BytesIO(pdf))
    (stamp,) = reader.embedded_timestamp_signatures
    assert validate_pdf_timestamp(stamp, trusting(*service.roots)).trusted
    known = DocumentSecurityStore.read_dss(reader).load_certs()
    assert len(list(known)) == 3
    assert "No syntax or stream encoding errors" in qpdf_says(pdf, tmp_path)


def test_without_an_answer_nothing_is_printed_yet_and_the_queue_tries_again(
    app, monkeypatch
):
    held = issued_to("Ekaterina Sokolova")
    configure(app, monkeypatch, timestamp_url="http://127.0.0.1:9/")

    with pytest.raises(NoTimestamp):
        JOBS["render_certificate"](held.id)

    assert documents.document_of(held.id) is None
    assert documents.open_hold(held.id).reason == "no_timestamp"
    configure(app, monkeypatch, timestamp_url="")
    assert printed(held).startswith(b"%PDF-")
    assert documents.open_hold(held.id) is None


def test_a_new_key_is_another_input(app):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)

    key = new_key(Purpose.SEAL, now=NOW)
    db.session.rollback()
    with transaction():
        rotate(key, by=SYSTEM, now=NOW)

    second = printed(held)
    assert second != first
    assert verdict(second).bottom_line
    assert len(documents.printed_keys([held.id])) == 2


def configure(app, monkeypatch, **changed):
    settings = app.config["SETTINGS"].model_copy(update=changed)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def qpdf_says(pdf: bytes, folder) -> str:
    file = folder / "checked.pdf"
    file.write_bytes(pdf)
    return run("qpdf", "--check", str(file))
