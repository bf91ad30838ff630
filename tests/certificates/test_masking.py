"""A name that says enough to compare it with a certificate, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.verification.rules.masking import masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ekaterina Sokolova", "E. S."),
        ("Екатерина Соколова", "Е. С."),
        ("Maria del Carmen Fernández-Villaverde", "M. F."),
        ("Plato", "P."),
        ("étienne (Stéphane) d'Arc", "É. D."),
        ("王小明", "王."),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_name_is_its_first_letters(name, shown):
    assert masked(name) == shown


@given(st.text())
def test_never_more_than_two_letters_are_shown(name):
    assert sum(letter.isalnum() for letter in masked(name)) <= 2 * 3
    assert len(masked(name).split()) <= 2
