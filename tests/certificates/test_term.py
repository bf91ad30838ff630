"""How long a certificate is in force."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.awards.rules.term import State, Term, is_in_force, state, term

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("issued", "months", "expires"),
    [
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_term_ends_on_the_same_day_of_a_later_month(issued, months, expires):
    assert term(issued, months) == Term(issued, expires)


@given(DAYS, MONTHS)
def test_a_term_counts_calendar_months(issued, months):
    expires = term(issued, months).expires

    passed = (expires.year - issued.year) * 12 + expires.month - issued.month
    assert passed == months
    is_last_of_month = (expires + timedelta(days=1)).day == 1
    assert expires.day == issued.day or (expires.day < issued.day and is_last_of_month)


@given(DAYS, DAYS, MONTHS)
def test_an_earlier_issue_never_expires_later(one, other, months):
    first, second = sorted([one, other])
    assert term(first, months).expires <= term(second, months).expires


@given(DAYS, MONTHS, MONTHS)
def test_the_day_of_expiry_belongs_to_the_next_term_only(issued, months, more):
    first = term(issued, months)
    second = term(first.expires, more)
    for offset in (-1, 0, 1):
        day = first.expires + timedelta(days=offset)
        assert [is_in_force(first, on=day), is_in_force(second, on=day)].count(
            True
        ) == 1


@given(DAYS, MONTHS, DAYS)
def test_from_its_issue_on_a_certificate_is_valid_exactly_while_in_force(
    issued, months, day
):
    held = term(issued, months)
    day = max(day, issued)
    valid = state(held, None, on=day) is State.VALID
    assert valid == is_in_force(held, on=day)


@given(DAYS, MONTHS, DAYS, DAYS)
def test_a_revocation_holds_from_its_day_and_for_good(issued, months, revoked_on, day):
    seen = state(term(issued, months), revoked_on, on=day)
    assert (seen is State.REVOKED) == (day >= revoked_on)


def test_renewal_opens_ninety_days_before_the_end():
    held = term(date(2026, 11, 22), 24)
    assert held.renewal_opens == date(2028, 8, 24)
    assert held.days_left(held.renewal_opens) == 90
    assert held.days_left(date(2029, 1, 1)) == 0
