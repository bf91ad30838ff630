"""Which of the certificates that somebody picked can be proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.revocations.rules.picking import (
    Picked,
    Verdict,
    typed_numbers,
    verdict,
)

NUMBERS = st.text("0123456789ABCDEF-", min_size=1, max_size=20)
BETWEEN = st.sampled_from([" ", ", ", "\n", ";", "\r\n\t", ",,"])


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        (None, Verdict.UNKNOWN),
        (Picked(True, True, True), Verdict.REVOKED),
        (Picked(False, True, True), Verdict.PROPOSED),
        (Picked(False, False, True), Verdict.OWN),
        (Picked(False, False, False), Verdict.FREE),
    ],
)
def test_the_first_thing_that_stands_against_it_is_said(picked, said):
    assert verdict(picked) is said


@given(st.lists(st.tuples(NUMBERS, BETWEEN)))
def test_pasted_numbers_are_read_once_each_in_their_order(parts):
    pasted = "".join(number + between for number, between in parts)

    assert typed_numbers(pasted) == list(dict.fromkeys(number for number, _ in parts))
