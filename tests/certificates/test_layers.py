"""Two layers and one pass give the same page, to the eye and to the ear."""

import io
from dataclasses import replace

import pikepdf
import pytest

from certificates.documents.pressroom import Pressroom
from certificates.documents.sheets import Order
from tests.certificates.orders import an_order, in_one_pass
from tests.certificates.prints import differing, picture, run

KINDS = [("en", "a4"), ("en", "letter"), ("ru", "a4"), ("ru", "letter")]


@pytest.fixture(scope="module")
def room():
    made = Pressroom(1)
    yield made
    made.close()


@pytest.fixture
def database_url(sqlite_file, tmp_path):
    """Nothing here asks the database."""
    return f"sqlite:///{tmp_path}/none.db"


def drawn(room: Pressroom, order: Order) -> bytes:
    (one,) = room.draw(order)
    assert (one.missing, one.fault) == ("", "")
    return one.pdf


@pytest.mark.parametrize(("language", "size"), KINDS)
def test_two_layers_give_the_same_pixels_as_one_pass(app, room, language, size):
    order = an_order(language=language, size=size)

    layered = picture(drawn(room, order), dpi=100)
    reference = in_one_pass(order, language=language, size=size)
    whole = picture(drawn(room, reference), dpi=100)

    assert differing(layered, whole) == 0


@pytest.mark.parametrize(("language", "size"), KINDS)
def test_two_layers_are_read_aloud_like_one_pass(app, room, language, size, tmp_path):
    order = an_order(language=language, size=size)
    heard = []
    for name, made in (
        ("layered", order),
        ("whole", in_one_pass(order, language=language, size=size)),
    ):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(drawn(room, made))
        heard.append(run("pdfinfo", "-struct-text", str(file)))

    # The link is another object of the file.
    layered, whole = map(without_objects, heard)
    assert layered == whole
    assert len(whole) > 60


def without_objects(structure: str) -> list[str]:
    return [line for line in structure.split("\n") if "Object" not in line]


def test_sheets_laid_out_together_are_each_as_if_alone(app, room):
    names = ("Ada Lovelace", "Екатерина Константинопольская", "W" * 90)

    together = room.draw(an_order(*names))

    for name, one in zip(names, together, strict=True):
        assert one.pdf == drawn(room, an_order(name))
    texts = [run("pdftotext", "-", "-", pdf=one.pdf) for one in together]
    assert ["Lovelace" in text for text in texts] == [True, False, False]


def test_the_same_words_give_the_same_bytes(app, room):
    assert drawn(room, an_order()) == drawn(room, an_order())


def test_only_the_sheet_with_letters_no_font_has_is_stopped(app, room):
    ada, baby, bob = room.draw(an_order("Ada", "Baby \U0001fae8\U0001f9ff", "Bob"))

    assert ada.pdf.startswith(b"%PDF-")
    assert bob.pdf.startswith(b"%PDF-")
    assert (baby.pdf, baby.missing) == (b"", "\U0001f9ff\U0001fae8")


def test_every_element_of_the_tree_has_a_parent_that_knows_it(app, room):
    with pikepdf.open(io.BytesIO(drawn(room, an_order()))) as pdf:
        root = pdf.Root.StructTreeRoot
        seen = list(below(root.K[0], root))
        marked = dict(zip(*[iter(root.ParentTree.Nums)] * 2, strict=True))

    assert len(seen) > 40
    # The page's own contents, the link, and the lower layer's.
    assert len(marked) == 3
    assert list(marked) == sorted(marked)


def below(element, parent):
    assert element.P.objgen == parent.objgen
    yield element
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from below(kid, element)


def test_layers_that_do_not_fit_are_said_to_be_at_fault(app, room):
    order = an_order()
    sheet = order.sheets[0]
    odd = replace(sheet, body=sheet.body.replace('<div class="qr">', "<p>2</p><div>"))

    (one,) = room.draw(replace(order, sheets=(odd,)))

    assert one.fault == "Misfit: 8 elements for 7 places"
