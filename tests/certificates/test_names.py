"""Names in the scripts of the world: letters, or nobody's certificate; never boxes."""

import pytest

from certificates.documents.press import NAME_SIZES, name_width, size_of
from certificates.documents.pressroom import Pressroom
from lms.app import create_app
from tests.certificates.orders import a_look, an_order
from tests.certificates.prints import EKATERINA, LONGEST, run
from tests.databases import settings_for

NAMES = {
    "Latin": "Željko Čaušević-Ångström",
    "Cyrillic": "Ольга Щербакова",
    "Kazakh": "Ғалым Өтеғұлұлы Қасымов",
    "Greek": "Ελευθερία Παπαδοπούλου",
    "Vietnamese": "Nguyễn Thị Hồng Nhung",
    "Armenian": "Արամ Խաչատրյան",
    "Georgian": "ნინო ჭავჭავაძე",
    "Hebrew": "רחל בן־דוד",
    "Arabic": "ليلى عبد الرحمن",
    "Devanagari": "प्रियंका श्रीवास्तव",
    "Thai": "สมชาย ใจดี",
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Every name once, all of them together."""
    folder = tmp_path_factory.mktemp("names")
    app = create_app(settings_for(f"sqlite:///{folder}/none.db", folder))
    room = Pressroom(1)
    with app.app_context():
        found = room.draw(an_order(*NAMES.values()))
    room.close()
    return dict(zip(NAMES, found, strict=True))


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_printed_in_its_script(drawn, script):
    one = drawn[script]

    assert (one.missing, one.fault) == ("", "")
    fonts = run("pdffonts", "-", pdf=one.pdf).splitlines()[2:]
    assert all(" yes yes yes " in font for font in fonts)


@pytest.mark.parametrize(
    "script", ["Latin", "Cyrillic", "Kazakh", "Greek", "Vietnamese", "Armenian"]
)
def test_a_name_is_found_again_by_search(drawn, script):
    assert NAMES[script] in run("pdftotext", "-", "-", pdf=drawn[script].pdf)


def test_our_own_fonts_hold_the_scripts_of_most_names(drawn):
    for script in ("Latin", "Cyrillic", "Kazakh", "Greek", "Vietnamese"):
        fonts = run("pdffonts", "-", pdf=drawn[script].pdf)
        assert "Noto" not in fonts


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Ada Lovelace", ""),
        (EKATERINA, "long"),
        ("Maximilian Obermüller-Wolffenstein", "long"),
        ("Alexandra Christodoulopoulou-Papageorgiou", "longer"),
        (LONGEST, "longest"),
        ("प्रियंका श्रीवास्तव", ""),
        ("ليلى عبد الرحمن بن محمد", ""),
    ],
)
def test_a_long_name_steps_down(name, size):
    assert size_of(name, name_width(a_look()), NAME_SIZES) == size
