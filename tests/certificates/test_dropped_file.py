"""A PDF dropped on the verification page: what is said of it, and what is kept."""

import io
from datetime import timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import delete

from certificates.badges.credential import credential_for
from certificates.corrections import services as corrections
from certificates.documents.models import CertificateDocument
from certificates.documents.sealing import Sealer
from certificates.keys.making import new_key
from certificates.keys.ring import SealKey, credential_key, seal_key
from certificates.keys.rules.purpose import Purpose
from certificates.keys.selfissued import self_issued
from certificates.keys.services import mark_compromised
from certificates.verification import forms, inspecting, limits
from certificates.verification.errors import TooManyFiles
from lms.kernel.actor import SYSTEM
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW, a_certificate
from tests.certificates.prints import issued_to, printed
from tests.factories import a_certification
from tests.people import a_person

NAME = "Ekaterina Sokolova"


@pytest.fixture
def database_url(sqlite_file, tmp_path):
    """What is read in a file does not depend on the database."""
    from tests.databases import sqlite_copy

    with sqlite_copy(sqlite_file, tmp_path) as url:
        yield url


def dropped(visitor, content: bytes) -> str:
    file = (io.BytesIO(content), "certificate.pdf")
    answer = visitor.post("/verify", {"file": file}, content_type="multipart/form-data")
    assert answer.status_code == 200
    return answer.text


def forget_the_files() -> None:
    """As if the store had never had them: seal and credential have to speak."""
    db.session.rollback()
    with transaction():
        db.session.execute(delete(CertificateDocument))


def test_the_file_we_issued_is_known_byte_for_byte(visitor):
    pdf = printed(issued_to(NAME))

    page = dropped(visitor, pdf)

    assert "This certificate is valid" in page
    assert "Your file is the one we issued" in page


def test_a_file_we_do_not_keep_is_known_by_its_seal_and_its_credential(visitor):
    pdf = printed(issued_to(NAME))
    forget_the_files()

    page = dropped(visitor, pdf)

    assert "This certificate is valid" in page
    assert "Sealed by Nimbus Cloud" in page
    assert "The credential inside is ours" in page


def test_one_changed_byte_is_said(visitor):
    pdf = bytearray(printed(issued_to(NAME)))
    pdf[pdf.index(b"stream") + 400] ^= 1

    page = dropped(visitor, bytes(pdf))

    assert "This file is not what we issued" in page
    assert "The seal does not fit the file" in page
    assert "The record we hold" in page


@pytest.mark.parametrize("name_in_the_clear", [False, True])
def test_half_a_file_cannot_be_read_and_its_number_leads_to_the_record(
    visitor, name_in_the_clear
):
    held = issued_to(NAME)
    pdf = printed(held)
    # Cut where it may be: the byte before must not read as a part of the number.
    named = b" " + held.number.encode()
    half = pdf[: len(pdf) // 2] + name_in_the_clear * named

    page = dropped(visitor, half)

    assert ("This file cannot be read" in page) is not name_in_the_clear
    assert ("This file is not what we issued" in page) is name_in_the_clear


def test_what_was_added_after_the_seal_is_said(visitor):
    writer = IncrementalPdfFileWriter(io.BytesIO(printed(issued_to(NAME))))
    writer.root[pdf_name("/Lang")] = pdf_string("xx")
    writer.update_root()
    changed = io.BytesIO()
    writer.write(changed)

    page = dropped(visitor, changed.getvalue())

    assert "This file is not what we issued" in page
    assert "Something was added after the seal" in page


def test_a_file_saved_anew_has_lost_its_seal(visitor):
    page = dropped(visitor, rewritten(printed(issued_to(NAME)), lambda pdf: None))

    assert "This file is not what we issued" in page
    assert "There is no seal on it" in page
    assert "The credential inside is ours" in page


def test_a_swapped_credential_is_named_as_such(visitor):
    mine = issued_to(NAME)
    pdf = printed(mine)
    theirs = a_certificate(a_person("Bob Stone"), a_certification("other", "Other"))
    foreign = credential_for(theirs).encode()

    def swap(file):
        file.Root.AF[0].EF.F.write(foreign)

    page = dropped(visitor, rewritten(pdf, swap))

    assert "This file is not what we issued" in page
    assert "The credential inside was made for another certificate" in page
    assert mine.number in page


def test_a_changed_credential_is_named_as_such(visitor):
    held = issued_to(NAME)
    head, payload, signature = credential_for(held).split(".")
    letter = "A" if payload[40] != "A" else "B"
    forged = f"{head}.{payload[:40]}{letter}{payload[41:]}.{signature}".encode()

    def swap(file):
        file.Root.AF[0].EF.F.write(forged)

    page = dropped(visitor, rewritten(printed(held), swap))

    assert "The credential inside was changed" in page


def test_a_forgers_own_seal_is_somebody_elses(visitor):
    bare = rewritten(printed(issued_to(NAME)), lambda file: None)
    forged = Sealer(a_forgers_key("Nimbus Cloud"), None).seal(bare, "Seal")

    page = dropped(visitor, forged)

    assert "This file is not what we issued" in page
    assert "Signed by somebody else" in page


@pytest.mark.parametrize("purpose", [Purpose.SEAL, Purpose.CREDENTIAL])
def test_a_stolen_key_is_trusted_no_more_but_our_own_copy_is(visitor, purpose):
    pdf = printed(issued_to(NAME))
    stolen(purpose)
    assert "Your file is the one we issued" in dropped(visitor, pdf)
    forget_the_files()

    page = dropped(visitor, pdf)

    assert "This file cannot be trusted" in page
    assert "was stolen" in page


def test_an_edition_before_the_correction_is_genuine_and_not_the_newest(visitor):
    held = issued_to(NAME)
    old = printed(held)
    corrected(held, "Ekaterina Sokolova-Berg")
    printed(held)

    assert "This file is an earlier edition" in dropped(visitor, old)
    forget_the_files()
    page = dropped(visitor, old)
    assert "This file is an earlier edition" in page
    assert "The credential inside is of an earlier edition" in page


def test_a_pdf_of_somebody_else_has_nothing_of_ours(visitor):
    issued_to(NAME)
    blank = pikepdf.new()
    blank.add_blank_page()
    kept = io.BytesIO()
    blank.save(kept)

    page = dropped(visitor, kept.getvalue())

    assert "Nothing in this file is ours" in page


@pytest.mark.parametrize(
    "content", [b"", b"x", b"%PDF-1.7", b"%PDF-1.7\n" + b"<<" * 50_000, b"PK\3\4"]
)
def test_what_is_no_pdf_is_said_to_be_none(visitor, content):
    issued_to(NAME)

    assert "This file cannot be read" in dropped(visitor, content)


def test_a_bomb_is_given_up_within_its_limits(visitor):
    issued_to(NAME)
    bomb = pikepdf.new()
    bomb.add_blank_page()
    name = "credential.jwt"
    bomb.attachments[name] = pikepdf.AttachedFileSpec(
        bomb, b"\0" * (400 * 1024 * 1024), filename=name
    )
    kept = io.BytesIO()
    bomb.save(kept)
    assert len(kept.getvalue()) < limits.LARGEST

    assert "This file cannot be read" in dropped(visitor, kept.getvalue())


def test_too_large_a_file_and_no_file_at_all_are_refused(visitor, monkeypatch):
    issued_to(NAME)
    monkeypatch.setattr(forms, "LARGEST", 1000)
    large = (io.BytesIO(b"%PDF-" + bytes(1000)), "large.pdf")

    for fields, words in (({"file": large}, "more than 5 MB"), ({}, "Choose a file")):
        answer = visitor.post("/verify", fields, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert words in answer.text


def test_when_many_files_are_being_read_the_next_one_waits_for_its_turn(monkeypatch):
    monkeypatch.setattr(inspecting, "PATIENCE_SECONDS", 0.01)
    for _ in range(limits.AT_ONCE):
        inspecting._places.acquire()
    try:
        with pytest.raises(TooManyFiles):
            inspecting.contents_of(b"%PDF-")
    finally:
        inspecting._places.release(limits.AT_ONCE)


def test_nothing_is_kept_of_a_file(visitor, app):
    pdf = rewritten(printed(issued_to(NAME)), lambda file: None)
    folder = app.config["SETTINGS"].data_dir
    before = {path for path in folder.rglob("*") if path.is_file()}

    dropped(visitor, pdf)

    after = {path for path in folder.rglob("*") if path.is_file()}
    assert not any(pdf[:200] in path.read_bytes() for path in after - before)


def rewritten(pdf: bytes, change) -> bytes:
    """The same pages, saved anew by another program."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.Root.AcroForm
        if "/Perms" in file.Root:
            del file.Root.Perms
        for page in file.pages:
            if "/Annots" in page:
                del page.Annots
        change(file)
        kept = io.BytesIO()
        file.save(kept)
    return kept.getvalue()


def a_forgers_key(name: str) -> SealKey:
    """A key of somebody else that calls itself by our name."""
    key = ec.generate_private_key(ec.SECP256R1())

    def sign(data):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))

    issued = self_issued(key.public_key(), name, sign, now=NOW)
    return SealKey("theirs", issued.public_bytes(Encoding.DER), (), sign)


def stolen(purpose: Purpose) -> None:
    kid = (seal_key() if purpose is Purpose.SEAL else credential_key()).kid
    db.session.rollback()
    key = new_key(purpose, now=NOW)
    db.session.rollback()
    with transaction():
        since = NOW - timedelta(days=1)
        mark_compromised(kid, since, replaced_by=key, by=SYSTEM, now=NOW)


def corrected(held, name: str) -> None:
    certificate_id = held.id
    db.session.rollback()
    with transaction():
        words = corrections.Printed(name, None)
        corrections.correct(
            certificate_id, words, "Married.", by=SYSTEM, now=NOW + timedelta(hours=1)
        )
    JOBS["render_certificate"](certificate_id)
