"""What the shipped programme promises: the founding figures, and fair questions."""

from collections import Counter
from statistics import mean

import pytest
import yaml
from pydantic import BaseModel

from exams.marking.rules.tallies import Key, tally
from exams.sittings.rules.responses import empty
from lms.library.question_documents import ChoiceEntry
from lms.library.question_documents import Option as ChoiceOption
from lms.library.questions import question_text
from lms.library.services import check_programme
from question_banks.items.rules.kinds import Kind
from tests.databases import NIMBUS

LANGUAGES = ("en", "ru")
SPECIALTIES = (
    *("security", "data-analytics", "ai-ml"),
    *("industry-finserv", "industry-healthcare", "industry-retail"),
)


@pytest.fixture(scope="module")
def programme():
    return check_programme(NIMBUS)


@pytest.fixture(scope="module")
def questions(programme):
    return [entry.is_ for entry in programme.banks["foundations"].questions]


@pytest.fixture(scope="module")
def choices(questions):
    return [question for question in questions if isinstance(question, ChoiceEntry)]


@pytest.fixture(scope="module")
def certifications(programme):
    return {key: found.is_ for key, found in programme.certifications.items()}


def words_in(part):
    """Every text by language in a question, wherever it stands."""
    if isinstance(part, ChoiceOption):
        return [part.words]
    if isinstance(part, BaseModel):
        return [text for _, field in part for text in words_in(field)]
    if isinstance(part, list):
        return [text for entry in part for text in words_in(entry)]
    return [part] if isinstance(part, dict) else []


def topics(certification):
    return [topic.title["en"] for topic in certification.topics]


def test_foundations_is_the_founding_documents(certifications):
    found = certifications["foundations"]

    assert (found.days, found.delivery["en"]) == (2, "online")
    assert topics(found) == ["Platform overview", "Core services", "Pricing"]
    assert (found.exam.questions, found.exam.pass_mark) == (50, 80)
    assert (found.validity_months, found.practical) == (24, None)


def test_architect_is_the_founding_documents(certifications):
    found = certifications["architect"]

    assert (found.days, found.delivery["en"]) == (3, "in-person or online")
    assert topics(found) == ["Architecture patterns", "Best practices", "Security"]
    assert (found.exam.questions, found.practical.title["en"]) == (75, "Lab practical")
    assert found.validity_months == 24


def test_migration_specialist_is_the_founding_documents(certifications):
    found = certifications["migration-specialist"]

    assert (found.days, found.delivery["en"]) == (2, "workshop")
    assert topics(found) == ["Migration strategies", "Tools", "Planning"]
    assert (found.exam, found.practical.kind) == (None, "project")
    assert found.practical.title["en"] == "Mock migration project"


@pytest.mark.parametrize("key", SPECIALTIES)
def test_each_specialty_is_one_to_two_days_exam_and_practical(certifications, key):
    found = certifications[key]

    assert (found.span.min, found.span.max) == (1, 2)
    assert (found.exam is not None, found.practical is not None) == (True, True)


@pytest.mark.parametrize("key", ["architect", "migration-specialist", *SPECIALTIES])
def test_what_the_document_leaves_open_is_named_as_an_assumption(certifications, key):
    found = certifications[key]
    assumed = {assumption.field for assumption in found.assumptions}

    open_figures = {"prerequisites", "practical.pass_mark", "practical.rubric"}
    if found.exam:
        open_figures |= {"exam.time", "exam.pass_mark", "exam.attempts.waits"}
    assert open_figures - assumed == set()


def test_the_tier_policy_is_the_founding_documents(programme):
    tiers = {tier["key"]: tier for tier in programme.policies[0].data["tiers"]}
    lines = {
        key: [line.get("min") or line["kind"] for line in tier["requires"]]
        for key, tier in tiers.items()
    }

    assert lines == {
        "registered": ["agreement_signed", "basic_training"],
        "select": [3, 2],
        "premier": [10, 10],
        "strategic": [20, 50, "strategic_focus"],
    }
    assert [t["commitment"][0]["min"] for t in tiers.values() if t["commitment"]] == [
        *(100_000, 500_000, 5_000_000)
    ]


def test_the_bank_holds_enough_questions_to_draw_quite_different_papers(questions):
    assert len(questions) >= 120
    assert len({question.code for question in questions}) == len(questions)


def test_every_question_has_its_words_in_both_languages(questions):
    texts = [text for question in questions for text in words_in(question)]

    assert {tuple(sorted(text)) for text in texts} == {LANGUAGES}
    assert [text for text in texts if not all(text.values())] == []


def test_every_question_names_the_facts_it_rests_on(questions):
    facts = (NIMBUS / "FACTS.md").read_text()
    known = {word for word in facts.split() if word[0].isdigit() and "." in word}
    cited = {fact for question in questions for fact in question.facts}

    assert [question.code for question in questions if not question.facts] == []
    assert cited - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_options_are_not_the_longer_ones(choices, language):
    lengths = {True: [], False: []}
    for question in choices:
        for option in question.options:
            lengths[option.right].append(len(option.words[language]))

    assert mean(lengths[True]) <= mean(lengths[False])


@pytest.mark.parametrize("language", LANGUAGES)
def test_always_choosing_the_longest_option_is_no_better_than_guessing(
    choices, language
):
    single = [question for question in choices if question.kind == "single"]
    hits = sum(
        max(question.options, key=lambda option: len(option.words[language])).right
        for question in single
    )
    guessing = sum(1 / len(question.options) for question in single)

    assert hits <= guessing * 1.2


def test_the_right_option_stands_in_every_place_about_equally_often(choices):
    places = Counter(
        [option.right for option in question.options].index(True)
        for question in choices
        if question.kind == "single" and len(question.options) == 4
    )

    even = sum(places.values()) / 4
    assert sorted(places) == [0, 1, 2, 3]
    assert [place for place, n in places.items() if abs(n - even) > even / 4] == []


def test_every_kind_of_question_is_there_twice_and_one_case_with_several(questions):
    kinds = Counter(question.kind for question in questions)
    cases = Counter(question.exhibit for question in questions if question.exhibit)
    partial = [question for question in questions if question.scoring == "partial"]

    assert {kind for kind in Kind if kinds[kind] < 2} == set()
    assert max(cases.values()) >= 3
    assert {question.kind for question in partial} >= {"multiple", "matching", "cloze"}


def test_every_key_can_be_marked_by_and_no_answer_earns_nothing(programme):
    bank = programme.banks["foundations"]
    for entry in bank.questions:
        text = question_text(entry.is_, bank)
        key = Key(text.content.key(), text.content.expected)
        counted = tally(text.kind, key, empty(text.kind))
        assert (counted.right, counted.parts > 0) == (0, True), text.code


def test_the_right_choice_of_a_gap_stands_in_different_places(questions):
    places = {
        [option.right for option in gap.options].index(True)
        for question in questions
        if question.kind == "cloze"
        for gap in question.gaps
    }

    assert len(places) >= 3


def test_each_domain_has_questions_of_every_difficulty(questions):
    held = Counter((question.domain, question.difficulty) for question in questions)

    assert min(held.values()) >= 9
    assert len(held) == 9


def test_the_blueprint_can_be_drawn_twice_over_without_a_repeat(
    questions, certifications
):
    held = Counter(question.domain for question in questions)
    asked = certifications["foundations"].exam.blueprint

    assert {domain: n for domain, n in asked.items() if held[domain] < 2 * n} == {}


def test_the_course_has_its_lessons_in_both_languages(programme):
    lessons = programme.courses["foundations"].lessons

    assert len(lessons) >= 8
    assert {tuple(lesson.fronts) for lesson in lessons} == {LANGUAGES}
    assert min(len(b) for lesson in lessons for b in lesson.bodies.values()) > 2000


def test_one_russian_term_for_one_thing():
    texts = [
        path.read_text().lower()
        for path in NIMBUS.rglob("*")
        if path.is_file() and path.suffix != ".png"
    ]

    assert [text for text in texts if "плоскост" in text] == []


def test_the_files_are_plain_yaml_for_every_other_reader():
    assert [yaml.safe_load(path.read_text()) for path in NIMBUS.rglob("*.yaml")]
