"""Every mistake in a folder is named with its file, its line and what to do."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.app import create_app
from lms.library import services
from lms.library.problems import ProgrammeUnfit
from lms.library.yamltext import Unreadable, read_yaml
from tests.databases import NIMBUS, settings_for

ARCHITECT = "certifications/architect.yaml"
PRICING = "banks/foundations/pricing.yaml"
LESSON = "courses/foundations/02-regions-and-zones.ru.md"
POLICY = "tiers/2026-1.json"


@pytest.fixture(scope="module", autouse=True)
def _words(tmp_path_factory):
    """Mistakes are said in the reader's language, which an app knows."""
    folder = tmp_path_factory.mktemp("app")
    app = create_app(settings_for("sqlite://", folder), TESTING=True)
    with app.app_context():
        yield


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "programme"
    shutil.copytree(NIMBUS, copy)
    return copy


def mistakes(folder):
    with pytest.raises(ProgrammeUnfit) as caught:
        services.check_programme(folder)
    return [(p.file, p.line, str(p.what)) for p in caught.value.problems]


def change(folder, file, before, after):
    path = folder / file
    lines = path.read_text().split("\n")
    number = next(n for n, line in enumerate(lines, 1) if before in line)
    lines[number - 1] = lines[number - 1].replace(before, after)
    path.write_text("\n".join(lines))
    return number


@pytest.mark.parametrize(
    ("file", "before", "after", "what"),
    [
        (ARCHITECT, "questions: 75", "questions: 76", "The blueprint adds up to 75"),
        (ARCHITECT, "bank: architect", "bank: archtect", "There is no bank “archtect”"),
        (
            ARCHITECT,
            "    security: 20",
            "    safety: 20",
            "The bank “architect” has no",
        ),
        (ARCHITECT, "[foundations]", "[basics]", "“basics” is no other certification"),
        (ARCHITECT, "pass_mark: 80", "pass_mark: eighty", "“exam.pass_mark” must be a"),
        (ARCHITECT, "pass_mark: 80", "pass_mark: 120", "“exam.pass_mark” must be at"),
        (ARCHITECT, "time: 135 minutes", "time: soon", "This is not a length of time"),
        (ARCHITECT, "time: 135", "minutes: 9\n  time: 135", "An exam needs its time"),
        (ARCHITECT, "validity_months", "valid_months", "“validity_months” is missing"),
        (ARCHITECT, "points: 30", "points: 0", "“rubric.points” must be more than 0"),
        (
            ARCHITECT,
            "value: 135 minutes",
            "value: 90 minutes",
            "The assumption says 90",
        ),
        (ARCHITECT, "days: 3", "days: {min: 3, max: 2}", "min is more than max"),
        (ARCHITECT, "level: Architect", "level: Master", "“level” cannot be “Master”"),
        (
            ARCHITECT,
            "key: best-practices",
            "key: Best",
            "“topics.key” cannot be “Best”",
        ),
        ("programme.yaml", "  - security", "  - safety", "There is no certification"),
        ("programme.yaml", '"#0a746d"', '"#3fb5ac"', "accent (light) on paper has a"),
        ("programme.yaml", '"#0a1a30"', '"#777777"', "white on ink has a contrast of"),
        ("programme.yaml", '"#0a1a30"', '"navy"', "“brand.ink” is not a colour: navy"),
        ("programme.yaml", "[en, ru]", "[en, de]", "“languages” cannot be “de”"),
        (PRICING, "domain: pricing", "domain: prices", "“prices” is no domain of this"),
        (
            PRICING,
            "difficulty: 1",
            "difficulty: 4",
            "“questions.difficulty” must be at",
        ),
        (
            PRICING,
            "- right: true",
            "- right: false",
            "A single-choice question has one",
        ),
        (PRICING, "kind: single", "kind: multiple", "A multiple-choice question has"),
        (PRICING, "F-PRICE-002", "F-PRICE-001", "“F-PRICE-001” stands here a second"),
        (PRICING, '"30 minutes"', '"10 minutes"', "“10 minutes” stands here a second"),
        (PRICING, "      ru: |", "      de: |", "“questions.prompt” has no words in"),
        (LESSON, "minutes: 20", "minutes: 25", "“minutes” differs between the"),
        (LESSON, "topic: platform-overview", "topic: prices", "prices is no topic of"),
        (LESSON, "---", "-", "The lesson does not begin with its title and minutes"),
        ("courses/foundations/course.yaml", ": foundations", ": basics", "There is no"),
        (POLICY, '"min": 10}', '"min": -1}', "premier/requires/certifications: min"),
        (POLICY, '"version"', "version", "This is not JSON"),
        (POLICY, '"announced_on"', '"version"', "“version” stands here a second"),
    ],
)
def test_a_mistake_is_named_with_its_file(folder, file, before, after, what):
    change(folder, file, before, after)

    found = mistakes(folder)

    assert [said for name, _, said in found if name == file and said.startswith(what)]


@pytest.mark.parametrize(
    ("file", "before", "after", "below"),
    [
        (ARCHITECT, "pass_mark: 80", "pass_mark: eighty", 0),
        (ARCHITECT, "    security: 20", "    safety: 20", 0),
        (PRICING, "domain: pricing", "domain: prices", 0),
        (PRICING, '"30 minutes"', '"10 minutes"', 0),
        (LESSON, "topic: platform-overview", "topic: prices", 0),
        ("programme.yaml", '"#0a746d"', '"#3fb5ac"', 0),
        (ARCHITECT, "summary:", "summary: [", 2),
        (POLICY, '"min": 50', '"min": -1', 0),
        (POLICY, '"unit": "certificate"', '"unit": "team"', 0),
        (POLICY, '"effective_from"', '"effective_on"', -2),
    ],
)
def test_a_mistake_is_named_with_its_line(folder, file, before, after, below):
    number = change(folder, file, before, after)

    assert (file, number + below) in {
        (name, line) for name, line, _ in mistakes(folder)
    }


def test_all_mistakes_are_named_at_once(folder):
    change(folder, ARCHITECT, "questions: 75", "questions: 76")
    change(folder, PRICING, "domain: pricing", "domain: prices")
    change(folder, "programme.yaml", '"#0a746d"', '"#3fb5ac"')
    (folder / "certifications" / "security.yaml").unlink()

    assert {name for name, _, _ in mistakes(folder)} == {
        *(ARCHITECT, PRICING, "programme.yaml")
    }


def test_a_lesson_without_its_translation_is_a_mistake(folder):
    (folder / LESSON).unlink()

    assert mistakes(folder) == [(LESSON, 1, "This file is missing.")]


def test_a_blueprint_the_bank_cannot_fill_is_a_mistake_but_an_empty_bank_is_not(folder):
    change(folder, "certifications/foundations.yaml", "pricing: 14", "pricing: 40")
    change(folder, "certifications/foundations.yaml", "platform-overview: 17", "x: 1")

    said = [what for _, _, what in mistakes(folder)]

    assert (
        "The blueprint asks for 40 questions of “pricing”, the bank holds 38." in said
    )
    assert [what for what in said if "architect" in what] == []


def test_a_file_nothing_reads_is_a_mistake(folder):
    (folder / "certifications" / "architect.yml").write_text("title: x\n")
    (folder / "README.md").write_text("People may leave notes at the top.\n")

    assert mistakes(folder) == [
        ("certifications/architect.yml", 1, "Nothing reads this file.")
    ]


def test_a_folder_without_a_programme_gets_one_sentence(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"\xff")

    assert mistakes(tmp_path) == [("programme.yaml", 1, "This file is missing.")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &x [1]\nb: *x\n", "Aliases (*x) are not read."),
        ("a: !!python/object/apply:os.system [ls]\n", "Tags (tag:yaml.org,2002:python"),
        ("[" * 100_000, "More than 20 levels inside each other."),
        ("- " * 5_000, "More than 20 levels inside each other."),
        ("a: 1\na: 2\n", "“a” stands here a second time."),
        ("? [a, b]\n: 1\n", "A list or mapping cannot be a name."),
        ("a: 1\n---\nb: 2\n", "A second document begins here."),
        ("a: 'open\n", "This is not YAML"),
        ("a: \x07\n", "This file holds characters that YAML does not allow."),
    ],
)
def test_yaml_that_could_hurt_is_not_read(text, what):
    with pytest.raises(Unreadable) as caught:
        read_yaml("x.yaml", text)

    assert str(caught.value.what).startswith(what)


def test_a_huge_file_and_a_link_out_of_the_folder_are_not_opened(folder, tmp_path):
    (folder / PRICING).write_text("# " + "x" * 1_000_001)
    (tmp_path / "secret").write_text("title: secret\n")
    (folder / ARCHITECT).unlink()
    (folder / ARCHITECT).symlink_to(tmp_path / "secret")

    found = mistakes(folder)

    assert (PRICING, 1, "The file is larger than 1 MB.") in found
    assert (ARCHITECT, 1, "This is a link to another place.") in found


def test_text_in_another_encoding_is_named_with_its_line(folder):
    path = folder / "courses/foundations/course.yaml"
    path.write_bytes(path.read_bytes() + "# Цены\n".encode("cp1251"))
    number = path.read_bytes().count(b"\n")

    assert mistakes(folder) == [
        ("courses/foundations/course.yaml", number, "This line is not UTF-8 text.")
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_line_of_it(text):
    def line_of(text):
        try:
            return read_yaml("x.yaml", text).line()
        except Unreadable as refused:
            return refused.line

    assert 1 <= line_of(text) <= len(text.splitlines()) + 2
