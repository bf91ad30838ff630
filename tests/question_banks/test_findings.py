"""What the editor finds wrong with a draft."""

import pytest

from question_banks.items.rules.content import Option
from question_banks.review.rules.findings import findings, stopping
from tests.question_banks.factories import OPTIONS, a_content

BOTH = ["en", "ru"]


def codes(content, kind="single", languages=BOTH):
    return [finding.code for finding in findings(content, kind, languages)]


def option(en, ru="", right=False):
    return Option({"en": en, "ru": ru or en}, right)


def test_a_complete_question_has_no_findings():
    assert codes(a_content()) == []


def test_a_missing_translation_stops_the_draft_and_says_where():
    content = a_content(options=(*OPTIONS[:2], Option({"en": "Local disk"})))

    (found,) = findings(content, "single", BOTH)

    assert (found.code, found.stops, found.option, found.language) == (
        "no_option_text",
        True,
        2,
        "ru",
    )


def test_an_empty_option_is_one_finding_and_not_one_for_each_language():
    content = a_content(options=(*OPTIONS, Option()))

    (found,) = findings(content, "single", BOTH)

    assert (found.code, found.stops, found.option) == ("empty_option", True, 3)


def test_one_language_is_enough_for_a_programme_in_one_language():
    content = a_content(prompt={"en": "Why?"})

    assert (codes(content, languages=["en"]), codes(content)) == ([], ["no_prompt"])


@pytest.mark.parametrize(
    ("kind", "right", "found"),
    [
        ("single", (False, False, False), ["no_right"]),
        ("single", (True, True, False), ["many_right"]),
        ("multiple", (True, False, False), ["one_right"]),
        ("multiple", (True, True, False), []),
        ("multiple", (True, True, True), ["all_right"]),
    ],
)
def test_the_key_must_fit_the_kind(kind, right, found):
    options = tuple(
        Option(old.text, is_right) for old, is_right in zip(OPTIONS, right, strict=True)
    )

    assert codes(a_content(options=options), kind) == found


@pytest.mark.parametrize(
    "text",
    [
        "None of the above",
        "All of the above.",
        "All of these",
        "Всё перечисленное",
        "Ни один из вариантов",
        "Ничего из перечисленного",
        "Нет верного ответа",
        "Все ответы верны",
    ],
)
def test_a_catch_all_is_not_allowed(text):
    assert codes(a_content(options=(*OPTIONS, option(text)))) == ["catch_all"]


@pytest.mark.parametrize(
    "text",
    ["None of the zones answers", "All zones", "Нет ответа от сервера", "Все узлы"],
)
def test_an_answer_that_begins_like_a_catch_all_is_allowed(text):
    assert codes(a_content(options=(*OPTIONS, option(text)))) == []


def test_two_options_that_say_the_same_are_found_with_both_letters():
    content = a_content(options=(*OPTIONS, option("Standard.", "Другой")))

    (found,) = findings(content, "single", BOTH)

    assert (found.code, found.other, found.option, found.language) == (
        "twins",
        1,
        3,
        "en",
    )


def test_options_that_differ_in_case_or_a_sign_are_different():
    options = (option("ls -r", right=True), option("ls -R"), option("ls +r"))

    assert codes(a_content(options=options)) == []


def test_the_longest_answer_being_right_only_warns():
    long = "Move the data to regional volumes in two zones"
    options = (option(long, long, right=True), *OPTIONS[1:])

    found = findings(a_content(options=options), "single", BOTH)

    assert [(f.code, f.stops) for f in found] == [("right_is_longest", False)] * 2


def test_two_options_are_too_few():
    assert codes(a_content(options=OPTIONS[:2])) == ["few_options"]


def test_a_rationale_in_no_language_stops_and_in_one_language_warns():
    none = findings(a_content(rationale={}), "single", BOTH)
    one = findings(a_content(rationale={"en": "Because."}), "single", BOTH)

    assert [(f.code, f.stops) for f in none] == [("no_rationale", True)]
    assert [(f.code, f.stops) for f in one] == [("rationale_untranslated", False)]
    assert stopping(one) == []
