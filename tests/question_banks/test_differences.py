"""What changed from one text to the next."""

from hypothesis import given
from hypothesis import strategies as st

from question_banks.items.rules.content import Option
from question_banks.items.rules.differences import Mark, compare, difference
from tests.question_banks.factories import OPTIONS, a_content

TEXTS = st.text(max_size=60)


def kept(parts, leave_out):
    return "".join(part.text for part in parts if part.mark is not leave_out)


@given(TEXTS, TEXTS)
def test_the_parts_hold_both_texts_whole(before, after):
    parts = compare(before, after)

    assert (kept(parts, Mark.ADDED), kept(parts, Mark.REMOVED)) == (before, after)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(part.mark is Mark.SAME for part in compare(text, text))


def test_one_changed_word_is_one_removed_and_one_added():
    parts = compare("Читают раз в год", "Читают раз в месяц")

    assert [(part.mark, part.text) for part in parts] == [
        (Mark.SAME, "Читают раз в "),
        (Mark.REMOVED, "год"),
        (Mark.ADDED, "месяц"),
    ]


def test_a_moved_key_is_a_difference_though_no_word_changed():
    moved = (Option(OPTIONS[0].text), Option(OPTIONS[1].text, True), OPTIONS[2])

    changes = difference(a_content(), a_content(options=moved))

    assert not changes.is_empty
    assert [(o.was_right, o.is_right) for o in changes.options] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_options_in_another_order_are_the_same_options():
    changes = difference(a_content(), a_content(options=OPTIONS[::-1]))

    assert changes.is_empty


def test_an_option_that_came_and_one_that_went_are_named():
    cold = Option({"en": "A frozen copy in the other region"})
    changes = difference(a_content(), a_content(options=(*OPTIONS[:2], cold)))

    assert [(o.was_right, o.is_right) for o in changes.options[2:]] == [
        (None, False),
        (False, None),
    ]


def test_an_empty_option_is_the_same_as_an_empty_option():
    empty = a_content(options=(*OPTIONS, Option()))

    assert difference(empty, empty).is_empty


def test_a_sentence_written_anew_is_shown_whole():
    parts = compare("Which class is cheapest?", "Какой класс дешевле всех?")

    assert [part.mark for part in parts] == [Mark.REMOVED, Mark.ADDED]
