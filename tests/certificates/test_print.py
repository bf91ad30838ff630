"""The certificate on paper, looked at with tools that are not ours."""

import io
import re
import subprocess
import sys
from datetime import timedelta

import pikepdf
import pytest
import zxingcpp

from certificates.documents import queries as documents
from certificates.documents.models import CertificateDocument
from certificates.documents.pressroom import Pressroom
from certificates.documents.printing import print_certificates
from lms.kernel import storage
from lms.kernel.db import db, transaction
from lms.kernel.jobs import JOBS
from tests.certificates.conftest import NOW
from tests.certificates.prints import (
    EKATERINA,
    LONGEST,
    issued_to,
    picture,
    printed,
    run,
)
from tests.factories import a_programme


@pytest.fixture
def database_url(sqlite_file, tmp_path):
    """Drawing does not depend on the database: one engine is enough here."""
    from tests.databases import sqlite_copy

    with sqlite_copy(sqlite_file, tmp_path) as url:
        yield url


def test_the_page_says_who_what_and_until_when(app):
    held = issued_to("Ekaterina Sokolova")

    text = run("pdftotext", "-layout", "-", "-", pdf=printed(held))

    for words in (
        "Ekaterina Sokolova",
        "Cloud Architect",
        "Designs on Nimbus Cloud what a company can rely on.",
        "22 November 2026",
        "22 November 2028",
        held.number,
        "Marina Orlova",
        "localhost/verify",
    ):
        assert words in text
    assert "32" not in text.replace(held.number, "")


def test_the_page_is_russian_for_somebody_who_reads_russian(app):
    held = issued_to(EKATERINA, language="ru")

    text = run("pdftotext", "-layout", "-", "-", pdf=printed(held))

    for words in (
        EKATERINA,
        "Облачный архитектор",
        "ООО «Северные облачные технологии»",
        "22 ноября 2026",
        "соответствует требованиям программы",
    ):
        assert words in text


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_code_is_read_from_the_page_on_a_plain_screen(app, paper):
    held = issued_to("Ekaterina Sokolova", paper=paper)

    codes = zxingcpp.read_barcodes(picture(printed(held), dpi=72))

    assert [code.text for code in codes] == [f"http://localhost/v/{held.token}"]


@pytest.mark.parametrize(
    ("paper", "size"), [("a4", "841.89 x 595.276"), ("letter", "792 x 612")]
)
def test_the_programme_says_on_what_paper(app, paper, size):
    held = issued_to("Ekaterina Sokolova", paper=paper)

    assert f"Page size:       {size} pts" in run("pdfinfo", "-", pdf=printed(held))


@pytest.mark.parametrize(
    ("allowed", "said", "pictures"),
    [("none", False, 2), ("name", True, 2), ("mark", True, 3)],
)
def test_the_partner_is_named_where_the_programme_allows_it(
    app, tmp_path, allowed, said, pictures
):
    held = issued_to(
        "Ekaterina Sokolova", co_branding=allowed, partner_marks={"sever": STAR}
    )
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(held))

    structure = run("pdfinfo", "-struct-text", str(file))

    assert ("IN PARTNERSHIP WITH" in structure) == said
    assert structure.count("ООО «Северные облачные технологии»") == 1
    # The provider's mark and the code; and the partner's mark.
    assert structure.count("Figure") == pictures


STAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    '<path d="M20 2l5 13h13l-11 8 5 14-12-9-12 9 5-14-11-8h13z" fill="#264e86"/></svg>'
)


def test_the_programmes_colours_and_drawings_are_on_the_page(app):
    with_them = issued_to(
        "Ekaterina Sokolova",
        brand={"ink": "#401020", "accent": "light-dark(#205080, #a0c0f0)"},
    )

    drawn = picture(printed(with_them), dpi=72)

    assert drawn.getpixel((3, 3)) == (0x40, 0x10, 0x20)


def test_every_font_is_embedded_and_is_one_of_ours(app):
    pdf = printed(issued_to(EKATERINA, language="ru"))

    rows = run("pdffonts", "-", pdf=pdf).splitlines()[2:]

    names = [row.split()[0] for row in rows]
    assert {re.search(r"Cert-(?:Serif|Sans)", name)[0] for name in names} == {
        "Cert-Serif",
        "Cert-Sans",
    }
    assert len(set(names)) == len(names)
    assert {re.search(r"(yes|no)\s+(yes|no)\s+(yes|no)", row)[0] for row in rows} == {
        "yes yes yes"
    }


def test_the_file_is_one_tagged_page_with_a_title_and_a_language(app, tmp_path):
    held = issued_to("Ekaterina Sokolova")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(held))

    lines = run("pdfinfo", str(file)).splitlines()
    facts = {
        name: value.strip() for name, _, value in (w.partition(":") for w in lines)
    }
    names = ("Pages", "Tagged", "Title", "PDF version", "JavaScript")
    assert {name: facts[name] for name in names} == {
        "Pages": "1",
        "Tagged": "yes",
        "Title": f"Certificate {held.number}: Cloud Architect",
        "PDF version": "1.7",
        "JavaScript": "no",
    }
    assert facts["CreationDate"].startswith("Sun Nov 22 00:00:00 2026")
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.Root.ViewerPreferences.DisplayDocTitle) == "True"
        claims = pdf.open_metadata()
        assert claims.get("pdfuaid:part") == "1"
        assert (claims.get("pdfaid:part"), claims.get("pdfaid:conformance")) == (
            "3",
            "A",
        )
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(file))


def test_a_screen_reader_hears_the_page_in_its_order(app, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(issued_to("Ekaterina Sokolova")))

    structure = run("pdfinfo", "-struct-text", str(file))

    assert re.search(r'H1[^"]*"Ekaterina Sokolova"', structure)
    assert re.search(r'H2[^"]*"Cloud Architect"', structure)
    heard = [
        "This certifies that",
        "Ekaterina Sokolova",
        "meets all requirements of the programme",
        "Cloud Architect",
        "ISSUED",
        "22 November 2026",
        "VALID UNTIL",
        "22 November 2028",
        "Marina Orlova",
        "Check this certificate",
    ]
    assert sorted(heard, key=structure.index) == heard


def test_every_picture_says_what_it_is(app, tmp_path):
    held = issued_to("Ekaterina Sokolova", co_branding="name")
    with pikepdf.open(io.BytesIO(printed(held))) as pdf:
        figures = [
            str(found.Alt)
            for found in pdf.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/Figure"
        ]

    assert sorted(figures) == [
        "Nimbus Cloud",
        f"http://localhost/v/{held.token}",
    ]


def test_a_second_run_finds_the_first_and_does_nothing(app):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)

    assert printed(held) == first
    assert db.session.query(CertificateDocument).count() == 1


def test_what_was_kept_before_the_worker_died_is_not_made_again(app, tmp_path):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)
    with transaction():
        db.session.query(CertificateDocument).delete()
    without_a_press = Pressroom(1)
    without_a_press.presses[0].folder = tmp_path

    outcome = print_certificates([held.id], room=without_a_press)

    assert (outcome.printed, outcome.held) == (1, 0)
    assert printed(held) == first


def test_a_file_is_noted_with_its_design_and_edition(app):
    held = issued_to("Ekaterina Sokolova")
    pdf = printed(held)

    noted = db.session.query(CertificateDocument).one()

    from certificates.documents import design

    assert (noted.edition, noted.design) == (1, design.digest())
    assert storage.get(noted.storage_key) == pdf


def test_a_later_programme_does_not_change_who_signed(app):
    held = issued_to("Ekaterina Sokolova")
    first = printed(held)
    later = [{"name": "Somebody New"}]
    a_programme(2, signers=later, loaded_at=NOW + timedelta(days=1))

    assert printed(held) == first
    assert "Marina Orlova" in run("pdftotext", "-", "-", pdf=first)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", ["Ada Lovelace", LONGEST, "W" * 90])
def test_a_name_of_any_length_stays_clear_of_the_words_around_it(
    app, name, paper, tmp_path
):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(issued_to(name, paper=paper)))

    boxes = run("pdftotext", "-bbox", str(file), "-")
    words = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<',
        boxes,
    )
    lead_ends = next(float(w[3]) for w in words if w[4] == "certifies")
    first = name.split()[0][:20]
    name_begins = next(float(w[1]) for w in words if w[4].startswith(first))
    # The box of a word is its line; the letters themselves begin a little lower.
    assert name_begins > lead_ends - 4
    assert max(float(w[2]) for w in words) < (822 if paper == "a4" else 772)


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
        DesignOnly({"mark.svg": "<svg/>"}).fetch(address)


def test_markup_in_a_name_is_printed_as_it_stands(app, tmp_path):
    name = '<link rel=attachment href="file:///etc/passwd"> {{7*7}}'

    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed(issued_to(name)))

    assert "{{7*7}}" in run("pdftotext", str(file), "-")
    assert "1 embedded files" in run("pdfdetach", "-list", str(file))


def test_the_web_process_never_loads_the_press():
    heavy = ("weasyprint", "pyhanko", "aiohttp", "pikepdf")
    asked = (
        "import sys, lms.app; "
        f"print([m for m in sys.modules if m.split('.')[0] in {heavy}])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_nothing_is_printed_of_a_name_no_font_has(app):
    held = issued_to("Ada \U0001fae8 Lovelace")

    JOBS["render_certificate"](held.id)

    assert documents.document_of(held.id) is None
    assert documents.open_hold(held.id).letters == "\U0001fae8"
