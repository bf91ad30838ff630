"""The number on a certificate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.awards.rules.number import ALPHABET, RANDOM, number, parse

NUMBERS = st.integers(0, RANDOM - 1).map(lambda chosen: number("NB", chosen))
PLACES = st.integers(0, 11)


def body(written: str) -> str:
    return written.removeprefix("NB").replace("-", "")


@given(st.integers(0, RANDOM - 1), st.integers(0, RANDOM - 1))
def test_two_choices_never_share_a_number(one, other):
    assert (number("NB", one) == number("NB", other)) == (one == other)


@given(NUMBERS)
def test_a_number_is_read_back_as_written(written):
    assert parse(written, prefix="NB") == written


@given(NUMBERS, st.text(" -_.–", max_size=3), st.booleans(), st.booleans())
def test_a_number_typed_carelessly_is_still_read(written, between, small, headless):
    typed = between.join(body(written) if headless else written.replace("-", ""))
    typed = typed.replace("0", "O").replace("1", "I")
    assert parse(typed.lower() if small else typed, prefix="NB") == written


@given(NUMBERS, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(written, place, character):
    right = body(written)
    wrong = right[:place] + character + right[place + 1 :]
    assert (parse(wrong, prefix="NB") is None) == (wrong != right)


@given(NUMBERS, PLACES, PLACES)
def test_two_characters_that_changed_places_are_always_noticed(written, one, other):
    right = body(written)
    letters = list(right)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)
    assert (parse(wrong, prefix="NB") is None) == (wrong != right)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_good_number_or_none(typed):
    found = parse(typed, prefix="NB")
    assert found is None or parse(found, prefix="NB") == found


@pytest.mark.parametrize("typed", ["", "NB", "NB-0000-0000-0001", "NB-UUUU-UUUU-UUUU"])
def test_what_cannot_be_a_number_is_none(typed):
    assert parse(typed, prefix="NB") is None


def test_a_number_of_an_earlier_prefix_keeps_it():
    assert parse(number("OLD", 7), prefix="NB") == number("OLD", 7)


def test_a_prefix_with_a_letter_like_a_digit_is_forgiven_too():
    assert parse(number("0LD", 7), prefix="OLD") == number("OLD", 7)
