"""The programme's page: figures, assumptions, readiness, and loading again."""

import shutil

import pytest

from lms.accounts.rules.roles import Role
from lms.catalogue import queries as catalogue
from tests.databases import NIMBUS
from tests.people import a_person

ARCHITECT = "certifications/architect.yaml"


@pytest.fixture
def folder(app, tmp_path):
    """The installation's folder, which a test may change."""
    copy = tmp_path / "programme"
    shutil.copytree(NIMBUS, copy)
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"programme_dir": copy})
    return copy


def change(path, before, after):
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))


@pytest.fixture
def admin(visitor):
    return visitor.sign_in(a_person("Inês Carvalho", Role.ADMIN))


def test_the_page_shows_figures_readiness_and_assumptions(nimbus, admin):
    page = admin.get("/programme").text

    assert "9 certifications, loaded on" in page
    assert "Bank holds 0 of 75 questions" in page
    assert "135 minutes, 80 % to pass" in page
    assert "The document gives a pass mark for Foundations only." in page
    assert "in force from 1 January 2026" in page


def test_the_page_speaks_russian(nimbus, visitor):
    visitor.language = "ru"
    visitor.sign_in(a_person("Pavel Novikov", Role.AUDITOR))
    visitor.post("/language", {"language": "ru"})

    page = visitor.get("/programme").text

    assert "В банке 0 из 75 вопросов" in page
    assert "Документ называет проходной балл только для Foundations." in page


def test_an_auditor_sees_the_programme_and_cannot_load_it(nimbus, folder, visitor):
    change(folder / ARCHITECT, "validity_months: 24", "validity_months: 12")
    visitor.sign_in(a_person("Pavel Novikov", Role.AUDITOR))

    assert "/programme/changes" not in visitor.get("/programme").text
    assert visitor.get("/programme/changes").status_code == 403
    assert visitor.post("/programme/loadings").status_code == 403
    assert catalogue.current_version("architect").validity_months == 24


def test_an_engineer_does_not_see_the_programme_page(nimbus, visitor):
    visitor.sign_in(a_person("Emma Sandberg", Role.ENGINEER))

    assert visitor.get("/programme").status_code == 403


def test_before_the_first_loading_the_page_says_what_to_do(admin):
    page = admin.get("/programme").text

    assert "No programme is loaded" in page
    assert "/programme/changes" in page


def test_changes_are_shown_first_and_made_by_loading(nimbus, folder, admin):
    change(folder / "certifications/architect.yaml", "    points: 30", "    points: 29")
    looked = admin.get("/programme/changes").text
    assert "Loading would change 1 thing" in looked
    assert len(catalogue.current_version("architect").practical["rubric"]) == 4
    assert catalogue.current_version("architect").number == 1

    loaded = admin.post("/programme/loadings")

    assert (loaded.status_code, loaded.location) == (302, "/programme")
    assert catalogue.current_version("architect").number == 2
    assert "Nothing to load" in admin.get("/programme/changes").text


def test_mistakes_are_listed_with_file_and_line_and_nothing_is_loaded(
    nimbus, folder, admin
):
    change(folder / ARCHITECT, "  questions: 75", "  questions: 76")

    page = admin.get("/programme/changes").text
    refused = admin.post("/programme/loadings")

    assert f"{ARCHITECT}:32" in page
    assert "The blueprint adds up to 75, the exam has 76." in page
    assert (refused.status_code, f"{ARCHITECT}:32" in refused.text) == (422, True)
    assert catalogue.current_version("architect").number == 1


def test_the_page_takes_the_same_number_of_queries_however_much_is_loaded(
    nimbus, admin, queries
):
    admin.get("/programme")
    queries.clear()

    admin.get("/programme")

    assert len(queries) == 10
