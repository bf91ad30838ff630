"""How an exam is sat, as the programme folder says it."""

import shutil

import pytest

from exams.papers import queries as papers
from lms.accounts.rules.roles import Role
from lms.kernel import clock
from lms.kernel.actor import SYSTEM
from lms.kernel.db import transaction
from lms.library import services
from lms.library.problems import ProgrammeUnfit
from tests.databases import NIMBUS
from tests.people import a_person

FOUNDATIONS = "certifications/foundations.yaml"
ARCHITECT = "certifications/architect.yaml"


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "programme"
    shutil.copytree(NIMBUS, copy)
    return copy


def change(path, before, after):
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


def load(folder):
    found = services.check_programme(folder)
    with transaction():
        services.load_programme(found, by=SYSTEM, now=clock.now())


def conditions(key):
    version = papers.current_version(key)
    return version.layout, version.calculator, version.feedback, version.agreement


def test_the_shipped_exams_say_how_they_are_sat(nimbus):
    agreement = papers.current_version("architect").agreement

    assert conditions("foundations") == ("one", True, "domains", None)
    assert conditions("security") == ("one", False, "domains", None)
    assert set(agreement) == {"en", "ru"}
    assert "confidential" in agreement["en"]
    assert "конфиденциальны" in agreement["ru"]


def test_a_changed_condition_is_a_new_version_of_the_exam(nimbus, folder):
    before = papers.current_version("foundations")
    change(
        folder / FOUNDATIONS, "feedback: domains", "feedback: verdict\n  layout: list"
    )

    load(folder)

    after = papers.current_version("foundations")
    assert (before.number, before.feedback) == (1, "domains")
    assert (after.number, after.feedback, after.layout) == (2, "verdict", "list")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("feedback: everything", "cannot be “everything”"),
        ("feedback: domains\n  layout: pages", "cannot be “pages”"),
        ('feedback: domains\n  agreement: {en: "Keep it"}', "has no words in: ru"),
    ],
)
def test_conditions_that_do_not_exist_are_mistakes(nimbus, folder, line, what):
    change(folder / FOUNDATIONS, "feedback: domains", line)

    with pytest.raises(ProgrammeUnfit) as caught:
        services.check_programme(folder)

    here = [p for p in caught.value.problems if p.file == FOUNDATIONS]
    assert [what in str(problem.what) for problem in here] == [True]


def test_the_programme_page_names_them(nimbus, visitor):
    page = visitor.sign_in(a_person("Inês Carvalho", Role.ADMIN)).get("/programme").text

    assert "with a calculator" in page
    assert "with an agreement to accept" in page
