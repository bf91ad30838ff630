"""The certificate on paper, looked at with tools that are not ours."""

import io
import re
import subprocess
import sys
from datetime import timedelta

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from certificates.awards.models import Certificate
from certificates.awards.services import award_if_passed
from certificates.documents import queries as documents
from certificates.documents.errors import MissingGlyphs
from certificates.documents.models import CertificateDocument
from lms.accounts.models import Person
from lms.kernel import storage
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW
from tests.factories import a_certification, a_pass, a_programme
from tests.people import a_company, a_person

LONGEST = "Maria del Carmen Fernández-Villaverde de la Santísima Trinidad y Rodríguez"


@pytest.fixture
def database_url(sqlite_file, tmp_path):
    """Drawing does not depend on the database: one engine is enough here."""
    from tests.databases import sqlite_copy

    with sqlite_copy(sqlite_file, tmp_path) as url:
        yield url


def issued_to(name: str, language: str = "en") -> Certificate:
    a_programme(loaded_at=NOW - timedelta(days=1))
    company = a_company("sever", "ООО «Северные облачные технологии»")
    person = a_person("Ada Lovelace", company=company)
    certification = a_certification(
        "architect",
        title_words={"en": "Cloud Architect", "ru": "Облачный архитектор"},
    )
    a_pass(person, certification)
    person_id, certification_id = person.id, certification.id
    with transaction():
        row = db.session.get_one(Person, person_id)
        row.name, row.language = name, language
        held = award_if_passed(person_id, certification_id, now=NOW)
    assert held is not None
    return held


def printed(certificate: Certificate) -> bytes:
    JOBS["render_certificate"](certificate.id)
    document = documents.document_of(certificate.id)
    assert document is not None
    return storage.get(document.storage_key)


def run(tool: str, *arguments: str, pdf: bytes) -> str:
    """What a command says about the file; its own complaints fail the test."""
    done = subprocess.run([tool, *arguments], input=pdf, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def picture(pdf: bytes) -> Image.Image:
    done = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(done.stdout))


def test_the_page_says_who_what_and_until_when(app):
    held = issued_to("Ekaterina Sokolova")

    text = run("pdftotext", "-layout", "-", "-", pdf=printed(held))

    for words in (
        "Ekaterina Sokolova",
        "Cloud Architect",
        "22 November 2026",
        "22 November 2028",
        held.number,
        "Marina Orlova",
        "localhost/verify",
    ):
        assert words in text
    assert "32" not in text.replace(held.number, "")


def test_the_page_is_russian_for_somebody_who_reads_russian(app):
    held = issued_to("Екатерина Константинопольская", language="ru")

    text = run("pdftotext", "-layout", "-", "-", pdf=printed(held))

    for words in (
        "Екатерина Константинопольская",
        "Облачный архитектор",
        "ООО «Северные облачные технологии»",
        "22 ноября 2026",
        "соответствует требованиям программы",
    ):
        assert words in text


def test_the_code_leads_to_the_page_that_verifies_it(app):
    held = issued_to("Ekaterina Sokolova")

    codes = zxingcpp.read_barcodes(picture(printed(held)))

    assert [code.text for code in codes] == [f"http://localhost/v/{held.token}"]


def test_every_font_is_embedded_and_is_one_of_ours(app):
    pdf = printed(issued_to("Екатерина Константинопольская", language="ru"))

    rows = run("pdffonts", "-", pdf=pdf).splitlines()[2:]

    assert {re.search(r"Cert-(?:Serif|Sans)", row)[0] for row in rows} == {
        "Cert-Serif",
        "Cert-Sans",
    }
    assert {re.search(r"(yes|no)\s+(yes|no)\s+(yes|no)", row)[1] for row in rows} == {
        "yes"
    }


def test_the_file_is_one_tagged_page_with_a_title_and_a_language(app, tmp_path):
    held = issued_to("Ekaterina Sokolova")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(held))

    facts = dict(
        line.split(":", 1) for line in run("pdfinfo", str(file), pdf=b"").splitlines()
    )
    read = {name: facts[name].strip() for name in ("Pages", "Tagged", "Title")}
    assert read == {
        "Pages": "1",
        "Tagged": "yes",
        "Title": f"Certificate {held.number}: Cloud Architect",
    }
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.open_metadata().get("pdfuaid:part") == "1"
        assert "/AcroForm" not in pdf.Root
        assert "/Names" not in pdf.Root
    assert "No syntax or stream encoding errors" in run(
        "qpdf", "--check", str(file), pdf=b""
    )


def test_a_screen_reader_hears_the_name_as_the_heading(app, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(issued_to("Ekaterina Sokolova")))

    structure = run("pdfinfo", "-struct-text", str(file), pdf=b"")

    assert re.search(r'H1[^"]*"Ekaterina Sokolova"', structure)
    assert re.search(r'H2[^"]*"Cloud Architect"', structure)


def test_a_second_run_finds_the_first_and_does_nothing(app):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)

    assert printed(held) == first
    assert db.session.query(CertificateDocument).count() == 1


def test_the_same_words_give_the_same_bytes(app):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)
    with transaction():
        db.session.query(CertificateDocument).delete()

    assert printed(held) == first


def test_a_later_programme_does_not_change_who_signed(app):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)
    later = [{"name": "Somebody New"}]
    a_programme(2, signers=later, loaded_at=NOW + timedelta(days=1))

    assert printed(held) == first
    assert "Marina Orlova" in run("pdftotext", "-", "-", pdf=first)


def test_a_name_our_fonts_cannot_draw_is_refused_and_leaves_nothing(app):
    held = issued_to("Ada \U0001fae8 Lovelace")

    with pytest.raises(MissingGlyphs):
        JOBS["render_certificate"](held.id)

    assert documents.document_of(held.id) is None


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Ada Lovelace", ""),
        ("Екатерина Константинопольская", "long"),
        ("Maximilian Obermüller-Wolffenstein", "long"),
        ("Alexandra Christodoulopoulou-Papageorgiou", "longer"),
        (LONGEST, "longest"),
    ],
)
def test_a_long_name_steps_down(name, size):
    from certificates.documents.press import NAME_SIZES, NAME_WIDTH, size_of

    assert size_of(name, NAME_WIDTH, NAME_SIZES) == size


@pytest.mark.parametrize("name", ["Ada Lovelace", LONGEST, "W" * 90])
def test_a_name_of_any_length_stays_clear_of_the_words_above_it(app, name, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(issued_to(name)))

    boxes = run("pdftotext", "-bbox", str(file), "-", pdf=b"")
    words = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<',
        boxes,
    )
    lead_ends = next(float(w[3]) for w in words if w[4] == "certifies")
    first = name.split()[0][:20]
    name_begins = next(float(w[1]) for w in words if w[4].startswith(first))
    # The box of a word is its line; the letters themselves begin a little lower.
    assert name_begins > lead_ends - 4
    assert max(float(w[2]) for w in words) < 822


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/",
        "https://assets.invalid/../wsgi.py",
        "https://assets.invalid//etc/passwd",
        "data:text/css,*{}",
    ],
)
def test_the_press_fetches_nothing_but_the_design(address):
    from weasyprint.urls import FatalURLFetchingError

    from certificates.documents.drawing import DesignOnly

    with pytest.raises(FatalURLFetchingError):
        DesignOnly().fetch(address)


def test_markup_in_a_name_is_printed_as_it_stands(app):
    name = '<link rel=attachment href="file:///etc/passwd"> {{7*7}}'

    pdf = printed(issued_to(name))

    assert "{{7*7}}" in run("pdftotext", "-", "-", pdf=pdf)
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert "/Names" not in read.Root


def test_the_web_process_never_loads_the_press():
    asked = "import sys, lms.app; print(any('weasyprint' in m for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert done.stdout == "False\n"
