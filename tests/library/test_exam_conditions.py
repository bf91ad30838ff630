"""How an exam is sat, as the programme folder says it."""

import shutil

import pytest

from exams.papers import queries as papers
from lms.accounts.rules.roles import Role
from lms.catalogue import queries as catalogue
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


def test_the_shipped_programme_says_how_it_is_renewed(nimbus):
    foundations, architect = map(
        catalogue.current_version, ("foundations", "architect")
    )
    renewal = papers.current_version("foundations-renewal")

    assert (foundations.renewal_opens_days, foundations.has_renewal_exam) == (90, True)
    assert (architect.renewal_opens_days, architect.has_renewal_exam) == (90, False)
    assert (renewal.questions, renewal.seconds, renewal.pass_mark) == (20, 35 * 60, 80)
    assert (renewal.exam.is_renewal, renewal.exam.certification_key) == (
        True,
        "foundations",
    )


def test_a_programme_that_takes_its_renewal_exam_back_says_so(nimbus, folder):
    text = (folder / FOUNDATIONS).read_text()
    start, end = text.index("  exam:\n    bank:"), text.index("assumptions:")
    kept = text[:start] + text[end:]
    cut = kept.index("  - field: renewal.exam.questions")
    kept = kept[:cut] + kept[kept.index("  - field: exam.attempts.waits") :]
    (folder / FOUNDATIONS).write_text(kept.replace("opens: 90 days", "opens: 60 days"))
    change(folder / FOUNDATIONS, "value: 90 days", "value: 60 days")

    load(folder)

    version = catalogue.current_version("foundations")
    assert (version.number, version.renewal_opens_days) == (2, 60)
    assert not version.has_renewal_exam


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("  opens: 90 days", "  opens: 800 days", "opens before the certificate"),
        ("      pricing: 5", "      pricing: 6", "The blueprint adds up to 21"),
        ("      pricing: 5", "      prices: 5", "has no domain “prices”"),
        ("  opens: 90 days", "  opens: soon", "is not a number of days"),
    ],
)
def test_a_renewal_that_does_not_fit_is_a_mistake(nimbus, folder, before, after, what):
    change(folder / FOUNDATIONS, before, after)

    with pytest.raises(ProgrammeUnfit) as caught:
        services.check_programme(folder)

    here = [str(p.what) for p in caught.value.problems if p.file == FOUNDATIONS]
    assert any(what in said for said in here)
