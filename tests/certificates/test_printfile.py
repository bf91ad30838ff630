"""Pages of many files as one: what they share is in it once, each looks as before."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from certificates.parcels.printfile import PrintFile

LOWER = b"0 0 1 rg 0 0 200 20 re f"
OTHER_LOWER = b"1 0 0 rg 0 0 200 20 re f"


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
        pdf.save(file)
    return file.getvalue()


def printed(path: Path, *files: bytes) -> Path:
    printing = PrintFile()
    for file in files:
        printing.add(file)
    assert printing.write(path)
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


def test_the_files_are_not_held_until_it_is_written(tmp_path):
    file = tmp_path / "one.pdf"
    file.write_bytes(a_file("Ada"))
    printing = PrintFile()
    for _ in range(3):
        printing.add(file.read_bytes())
    file.unlink()

    assert printing.write(tmp_path / "print.pdf")
    assert (tmp_path / "print.pdf").stat().st_size < 3000


def test_no_page_is_no_file(tmp_path):
    assert not PrintFile().write(tmp_path / "print.pdf")
    assert not (tmp_path / "print.pdf").exists()


@pytest.mark.parametrize("broken", [b"", b"no PDF"])
def test_what_is_no_pdf_is_an_error(broken):
    with pytest.raises(pikepdf.PdfError):
        PrintFile().add(broken)
