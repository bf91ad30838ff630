"""Every mistake in a folder is named with its file, its line and what to do."""

import shutil
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lms.app import create_app
from lms.library import services
from lms.library.problems import ProgrammeUnfit
from lms.library.yamltext import Unreadable, read_yaml
from tests.databases import NIMBUS, settings_for

ARCHITECT = "certifications/architect.yaml"
PRICING = "banks/foundations/pricing.yaml"
LESSON = "courses/foundations/02-regions-and-zones.ru.md"
POLICY = "tiers/2026-1.json"
KINDS = "banks/foundations/beyond-choices.yaml"
CASE = "banks/foundations/case-clinic-bookings.yaml"
EXHIBIT = "banks/foundations/exhibits/clinic-bookings.ru.md"


@pytest.fixture(scope="module", autouse=True)
def _words(tmp_path_factory):
    """Mistakes are said in the reader's language, which an app knows."""
    folder = tmp_path_factory.mktemp("app")
    app = create_app(settings_for("sqlite://", folder), TESTING=True)
    with app.app_context():
        yield


def a_picture(width, height, form="PNG"):
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, form)
    return out.getvalue()


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
        (
            KINDS,
            "kind: true_false",
            "kind: essay",
            "“questions.kind” cannot be “essay”",
        ),
        (
            KINDS,
            "is_true: false",
            "is_true: perhaps",
            "“questions.is_true” must be true",
        ),
        (KINDS, "kind: text", "kind: numeric", "“questions.value” is missing"),
        (KINDS, "value: 750", "value: 1e9", "“questions.value” is not a number: 1e9"),
        (KINDS, "value: 750", "tolerance: -1\n    value: 1", "A tolerance is never"),
        (
            KINDS,
            "DLQ",
            "Dead-Letter  Queue",
            "“dead-letter queue” stands here a second",
        ),
        (KINDS, '{en: "Folder"', '{en: "Project"', "“Project” stands here a second"),
        (
            KINDS,
            '{en: "A bucket"',
            '{en: "A subnet"',
            "“A subnet” stands here a second",
        ),
        (
            KINDS,
            "Nimbus Warehouse",
            "File Shares",
            "“File Shares” stands here a second",
        ),
        (KINDS, 'ru: "Один регион"', 'ru: "Одна зона"', "“Одна зона” stands here a"),
        (
            KINDS,
            "promises [[1]]",
            "promises [[3]]",
            "The text does not have each of its",
        ),
        (
            KINDS,
            "machine and [[2]]",
            "machine and more",
            "The text does not have each of",
        ),
        (KINDS, '- {right: true, en: "99.5', '- {en: "99.5', "A gap has one right"),
        (KINDS, "points: 2", "points: 1", "One point cannot be given in part"),
        (KINDS, "points: 2", "points: 99", "“questions.points” must be at most 10"),
        (KINDS, "kind: ordering", "scoring: partial\n    kind: ordering", "One point"),
        (
            CASE,
            "exhibit:",
            "scoring: partial\n    exhibit:",
            "A question of kind single",
        ),
        (CASE, ": clinic-bookings", ": clinic", "There is no exhibit “clinic”"),
        (EXHIBIT, "title:", "titel:", "“title” is missing"),
        (KINDS, "file: one-region", "file: two-regions", "There is no picture “two-"),
        (KINDS, "file: one-region", "file: ../one", "“image.file” cannot be “../one"),
        (KINDS, "rect: [388", "rect: [1388", "“areas.rect” must be at most 1000"),
        (KINDS, "rect: [388, ", "rect: [", "This is no area of a picture"),
        (
            KINDS,
            "rect: [388",
            "circle: [1, 2, 3]\n        rect: [388",
            "This is no area",
        ),
        (KINDS, ", 152]", ", 0]", "This is no area of a picture"),
    ],
)
def test_a_mistake_in_a_kind_beyond_choices_is_named(folder, file, before, after, what):
    number = change(folder, file, before, after)

    found = mistakes(folder)

    near = [said for name, line, said in found if name == file and line >= number - 30]
    assert [said for said in near if said.startswith(what)], found


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"no picture at all", "This is no PNG or JPEG picture."),
        (b"\x89PNG" + b"0" * 2_000_000, "The picture is larger than 2 MB."),
        (a_picture(20, 20), "The picture has 20 by 20 pixels; 50 to 2400 each way"),
        (a_picture(2401, 60), "The picture has 2401 by 60 pixels; 50 to 2400 each"),
        (a_picture(60, 60, "GIF"), "This is no PNG or JPEG picture."),
    ],
)
def test_a_file_that_is_no_fit_picture_is_named_where_it_is_used(folder, content, what):
    (folder / "banks/foundations/images/hierarchy.png").write_bytes(content)

    ((file, line, said),) = mistakes(folder)

    used = (folder / KINDS).read_text().split("\n")[line - 1]
    assert (file, used.strip()) == (KINDS, "file: hierarchy.png")
    assert said.startswith(what)


def test_a_mistake_in_a_question_does_not_make_its_picture_a_stranger(folder):
    change(folder, KINDS, "rect: [388", "rect: [1388")

    assert [what for _, _, what in mistakes(folder)] == [
        "“areas.rect” must be at most 1000."
    ]


def test_an_exhibit_or_picture_that_nobody_uses_is_named(folder):
    bank = folder / "banks/foundations"
    (bank / "case-clinic-bookings.yaml").unlink()
    (bank / "images/spare.png").write_bytes(a_picture(60, 60))

    assert sorted((file, what) for file, _, what in mistakes(folder)) == [
        (
            "banks/foundations/exhibits/clinic-bookings.md",
            "No question is asked about this exhibit.",
        ),
        ("banks/foundations/images/spare.png", "Nothing reads this file."),
    ]


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
        (LESSON, "---", "-", "The page does not begin with its title and other"),
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
    change(folder, "certifications/foundations.yaml", "pricing: 14", "pricing: 60")
    change(folder, "certifications/foundations.yaml", "platform-overview: 17", "x: 1")

    said = [what for _, _, what in mistakes(folder)]

    assert (
        "The blueprint asks for 60 questions of “pricing”, the bank holds 43." in said
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
