"""Pages of many files as one: what they share is in it once, each looks as before."""

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from certificates.parcels import printfile
from certificates.parcels.printfile import PrintFile
from tests.certificates.prints import run

LOWER = b"0 0 1 rg 0 0 200 20 re f"
OTHER_LOWER = b"1 0 0 rg 0 0 200 20 re f"
MANY_PAGES = """
import io, pathlib, re, sys
from certificates.parcels.printfile import PrintFile

def most():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])

one = pathlib.Path(sys.argv[1]).read_bytes()
with PrintFile(pathlib.Path(sys.argv[2])) as printing:
    for number in range(400):
        printing.add(io.BytesIO(one.replace(b"%00000", b"%%%05d" % number)))
        if number == 10:
            before = most()
    printing.end()
print(most() - before)
"""
"""How many kB more than after ten pages."""


def a_file(word: str, lower: bytes = LOWER, width: int = 200) -> bytes:
    """A page with a lower layer that other files may have too, and a word of its own;
    it has a link and tags, which lead nowhere on paper."""
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
        )
        layer = pdf.make_stream(lower, Type=Name.XObject, Subtype=Name.Form)
        layer.BBox = Array([0, 0, 200, 20])
        layer.StructParents = 7
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[0, 0, 9, 9],
            Border=[0, 0, 0],
        )
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, width, 100],
            Resources=Dictionary(
                Font=Dictionary(F=pdf.make_indirect(font)),
                XObject=Dictionary(U=layer),
            ),
            Contents=pdf.make_stream(
                b"q /U Do Q BT /F 24 Tf 9 40 Td (%b) Tj ET" % word.encode()
            ),
            Annots=[pdf.make_indirect(link)],
            StructParents=3,
            Tabs=Name.S,
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(file, compress_streams=False)
    return file.getvalue()


def printed(path: Path, *files: bytes) -> Path:
    with PrintFile(path) as printing:
        for file in files:
            printing.add(io.BytesIO(file))
        assert printing.end()
    return path


def joined(path: Path, *parts: Path) -> Path:
    with PrintFile(path) as printing:
        for part in parts:
            printing.add(part)
        assert printing.end()
    return path


def picture(file: Path, page: int) -> bytes:
    command = ["pdftoppm", "-r", "72", "-f", str(page), "-l", str(page), "-png", file]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_each_page_looks_as_in_its_own_file(tmp_path):
    files = [
        a_file("Ada"),
        a_file("Bob", OTHER_LOWER),
        a_file("Carl", width=300),
    ]

    whole = printed(tmp_path / "print.pdf", *files)

    subprocess.run(["qpdf", "--check", whole], check=True, capture_output=True)
    for number, file in enumerate(files, start=1):
        (tmp_path / "one.pdf").write_bytes(file)
        assert picture(whole, number) == picture(tmp_path / "one.pdf", 1)


def test_what_files_share_is_in_it_once(tmp_path):
    files = [a_file("Ada"), a_file("Bob"), a_file("Carl", OTHER_LOWER), a_file("Ada")]

    with pikepdf.open(printed(tmp_path / "print.pdf", *files)) as whole:
        layers = [page.obj.Resources.XObject.U.objgen for page in whole.pages]
        fonts = {page.obj.Resources.Font.F.objgen for page in whole.pages}
        words = [page.obj.Contents.objgen for page in whole.pages]

    assert layers[0] == layers[1] == layers[3] != layers[2]
    assert len(fonts) == 1
    assert words[0] == words[3]
    assert len(set(words)) == 3


def test_what_leads_nowhere_on_paper_is_left_out(tmp_path):
    with pikepdf.open(printed(tmp_path / "print.pdf", a_file("Ada"))) as whole:
        page = whole.pages[0].obj
        layer = page.Resources.XObject.U

        assert set(page.keys()) == {
            "/Type",
            "/Parent",
            "/MediaBox",
            "/Resources",
            "/Contents",
        }
        assert "/StructParents" not in layer


def test_of_print_files_it_makes_one_as_if_there_had_been_no_parts(tmp_path):
    files = [a_file("Ada"), a_file("Bob", OTHER_LOWER), a_file("Carl"), a_file("Ada")]
    first = printed(tmp_path / "first.pdf", *files[:1])
    second = printed(tmp_path / "second.pdf", *files[1:])

    whole = joined(tmp_path / "whole.pdf", first, second)

    assert whole.read_bytes() == printed(tmp_path / "one.pdf", *files).read_bytes()
    assert run("qpdf", "--check", str(whole)).endswith("cannot detect\n")
    for number, file in enumerate(files, start=1):
        (tmp_path / "one.pdf").write_bytes(file)
        assert picture(whole, number) == picture(tmp_path / "one.pdf", 1)


def test_what_files_share_is_remembered_and_what_none_had_for_long_is_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(printfile, "REMEMBERED", 4)
    files = [a_file(word) for word in ("Ada", "Bob", "Carl", "Ada")]

    with pikepdf.open(printed(tmp_path / "print.pdf", *files)) as whole:
        layers = {page.obj.Resources.XObject.U.objgen for page in whole.pages}
        words = {page.obj.Contents.objgen for page in whole.pages}

    assert (len(layers), len(words)) == (1, 4)


def test_words_that_look_like_a_reference_stay_words(tmp_path):
    words = r"(9 0 R) \ 1 0 R (" + "\n"
    with pikepdf.open(io.BytesIO(a_file("Ada"))) as pdf:
        font = pdf.pages[0].Resources.Font.F
        font.Said = pdf.make_indirect(Dictionary(Words=words, Name=Name("/1 0 R")))
        font.Numbers = Array([9, 0, font.Said, 0])
        pdf.save(tmp_path / "words.pdf")

    with pikepdf.open(joined(tmp_path / "print.pdf", tmp_path / "words.pdf")) as whole:
        font = whole.pages[0].Resources.Font.F
        assert (str(font.Said.Words), font.Said.Name) == (words, Name("/1 0 R"))
        assert font.Numbers[2].objgen == font.Said.objgen
        assert (*font.Numbers[:2], font.Numbers[3]) == (9, 0, 0)


def test_what_is_referred_to_may_be_a_number_or_missing(tmp_path):
    file = (
        b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 4 0 R 100]"
        b"/Resources<</Font<</F 5 0 R/G 9 0 R>> >> >> endobj\n"
        b"4 0 obj 200 endobj\n5 0 obj /Name endobj\ntrailer <</Root 1 0 R>>\n"
    )

    with pikepdf.open(printed(tmp_path / "print.pdf", file)) as whole:
        page = whole.pages[0]
        assert [int(edge) for edge in page.MediaBox] == [0, 0, 200, 100]
        assert Name.Name == page.Resources.Font.F
        assert page.Resources.Font.get("/G") is None


def test_a_file_says_of_itself_what_it_is(tmp_path):
    one, same, other = (
        pikepdf.open(printed(tmp_path / f"{number}.pdf", a_file(word)))
        for number, word in enumerate(("Ada", "Ada", "Bob"))
    )

    assert one.trailer.ID == same.trailer.ID != other.trailer.ID
    assert one.trailer.ID[0] == one.trailer.ID[1]


def test_memory_does_not_grow_with_the_pages(tmp_path):
    """400 pages with 100 kB each that no other has."""
    (tmp_path / "one.pdf").write_bytes(a_file("Ada", lower=b"%" + b"0" * 100_000))
    done = subprocess.run(
        [sys.executable, "-c", MANY_PAGES, tmp_path / "one.pdf", tmp_path / "all.pdf"],
        check=True,
        capture_output=True,
    )

    assert (tmp_path / "all.pdf").stat().st_size > 40_000_000
    assert int(done.stdout) < 10_000


def test_no_page_is_no_file(tmp_path):
    with PrintFile(tmp_path / "print.pdf") as printing:
        assert not printing.end()


@pytest.mark.parametrize("broken", [b"", b"no PDF"])
def test_what_is_no_pdf_is_an_error(broken, tmp_path):
    with PrintFile(tmp_path / "print.pdf") as printing, pytest.raises(pikepdf.PdfError):
        printing.add(io.BytesIO(broken))
