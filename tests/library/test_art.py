"""Drawings of a programme folder: marks, bands, and nothing that acts."""

import shutil
from pathlib import Path

import pytest

from lms.catalogue.queries import current_version, programme
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from lms.library.problems import ProgrammeUnfit
from lms.library.rules.drawings import Fault, faults
from lms.library.services import check_programme, load_programme
from tests.databases import NIMBUS

SIZE = ' viewBox="0 0 9 9"'
GOOD = f'<svg xmlns="http://www.w3.org/2000/svg"{SIZE}><path d="M0 0h9"/></svg>'


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(NIMBUS, tmp_path / "nimbus"))


def holding(part: str) -> str:
    """The good drawing with a part before its path, or in it."""
    return GOOD.replace("<path", part if part.startswith("<path") else f"{part}<path")


def put(folder: Path, name: str, drawing: str = GOOD) -> None:
    path = folder / "art" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(drawing)


def load(folder: Path):
    checked = check_programme(folder)
    with transaction():
        return load_programme(checked, by=SYSTEM, now=clock.now())


@pytest.mark.parametrize(
    ("drawing", "found"),
    [
        (GOOD, []),
        (f"<!-- by hand -->{GOOD}", []),
        (holding("<script>alert(1)</script>"), [Fault.ELEMENT]),
        (holding("<text>Nimbus</text>"), [Fault.ELEMENT]),
        (holding('<use href="#a"/>'), [Fault.ELEMENT, Fault.OUTSIDE]),
        (holding('<image href="x.png"/>'), [Fault.ELEMENT, Fault.OUTSIDE]),
        (holding('<path onclick="x()"'), [Fault.OUTSIDE]),
        (holding('<path fill="url(http://a/b)"'), [Fault.OUTSIDE]),
        (holding("<path style=\"fill:url( 'http://a')\""), [Fault.OUTSIDE]),
        (holding('<path fill="url(#a)"'), []),
        (f'<!DOCTYPE svg [<!ENTITY a "aa">]>{GOOD}', [Fault.ENTITIES]),
        (GOOD.replace(SIZE, ""), [Fault.NO_SIZE]),
        ("<svg", [Fault.NOT_SVG]),
        ("<html/>", [Fault.NOT_SVG]),
        (GOOD + " " * 200_000, [Fault.LARGE]),
    ],
)
def test_a_drawing_holds_shapes_and_nothing_else(drawing, found):
    assert [fault for fault, _part in faults(drawing)] == found


def test_what_is_wrong_with_a_drawing_is_named_with_its_file(app, folder):
    put(folder, "mark.svg", holding("<script/>"))

    with pytest.raises(ProgrammeUnfit) as refused:
        check_programme(folder)

    (problem,) = refused.value.problems
    assert str(problem) == (
        "art/mark.svg:1: A drawing may not hold “script”. Use shapes only; turn text "
        "into paths and leave pictures out."
    )


def test_a_band_belongs_to_a_certification(app, folder):
    put(folder, "certifications/no-such.svg")

    with pytest.raises(ProgrammeUnfit, match="has mistakes") as refused:
        check_programme(folder)

    assert [problem.file for problem in refused.value.problems] == [
        "art/certifications/no-such.svg"
    ]


def test_another_file_in_the_folder_is_a_mistake(app, folder):
    put(folder, "logo.png", "x")

    with pytest.raises(ProgrammeUnfit) as refused:
        check_programme(folder)

    assert [problem.file for problem in refused.value.problems] == ["art/logo.png"]


def test_drawings_paper_and_co_branding_are_loaded_with_the_programme(app, folder):
    put(folder, "certifications/architect.svg")
    put(folder, "partners/northlight.svg")
    file = folder / "programme.yaml"
    words = file.read_text()
    file.write_text(
        words.replace("paper: a4", "paper: letter")
        .replace("co_branding: name", "co_branding: mark")
        .replace(
            '  line: "#1c5f66"',
            '  line: "#1c5f66"\n  seal: {light: "#111111", dark: "#eeeeee"}',
        )
    )

    load(folder)

    found = programme()
    assert found is not None
    assert (found.paper, found.co_branding) == ("letter", "mark")
    assert found.partner_marks == {"northlight": GOOD}
    assert found.mark.startswith("<svg")
    assert found.brand["seal"] == "light-dark(#111111, #eeeeee)"
    assert current_version("architect").band == GOOD
    assert current_version("foundations").band == ""


def test_a_new_drawing_is_a_new_version_and_an_old_one_is_not(app, folder):
    load(folder)
    assert not load(folder).changes

    put(folder, "certifications/architect.svg")
    load(folder)

    assert current_version("architect").number == 2
    assert current_version("foundations").number == 1
