"""How long a certificate is in force."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.awards.rules.term import (
    State,
    Term,
    is_in_force,
    next_term,
    renews,
    state,
    term,
)

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


@given(DAYS, MONTHS, MONTHS, st.integers(1, 400), st.data())
def test_who_renews_early_loses_nothing(issued, months, more, opens, data):
    held = Term(issued, term(issued, months).expires, timedelta(days=opens))
    last = held.expires - timedelta(days=1)
    day = data.draw(st.dates(held.renewal_opens, last))

    renewed = next_term(held, more, passed_on=day)

    assert renews(held, on=day)
    assert renewed.starts == day
    assert renewed.expires == term(held.expires, more).expires
    assert renewed.expires >= term(day, more).expires


@given(DAYS, MONTHS, MONTHS, DAYS)
def test_outside_the_window_a_term_counts_from_the_pass(issued, months, more, day):
    held = term(issued, months)
    if not renews(held, on=day):
        assert next_term(held, more, passed_on=day) == term(day, more)
    assert next_term(None, more, passed_on=day) == term(day, more)


def test_a_day_too_late_the_old_term_gives_nothing():
    held = Term(date(2024, 2, 29), date(2026, 2, 28))
    in_time, late = date(2026, 2, 27), date(2026, 2, 28)

    assert next_term(held, 24, passed_on=in_time).expires == date(2028, 2, 28)
    assert next_term(held, 24, passed_on=late).expires == date(2028, 2, 28)
    assert next_term(held, 24, passed_on=date(2026, 3, 1)).expires == date(2028, 3, 1)
    assert next_term(held, 24, passed_on=date(2025, 11, 29)).expires == date(
        2027, 11, 29
    )


@given(DAYS, MONTHS, DAYS, st.none() | DAYS, st.booleans(), st.booleans())
def test_the_worst_that_is_true_is_said(issued, months, day, taken, kept, renewed):
    held = term(issued, months)
    truths = {
        State.REVOKED: taken is not None and taken <= day,
        State.SUSPENDED: kept,
        State.EXPIRED: day >= held.expires,
        State.SUPERSEDED: renewed,
        State.VALID: True,
    }

    said = state(held, taken, is_suspended=kept, is_renewed=renewed, on=day)

    assert said is next(word for word, is_so in truths.items() if is_so)


def test_the_programme_says_when_renewal_opens():
    held = Term(date(2026, 11, 22), date(2028, 11, 22), timedelta(days=30))
    assert held.renewal_opens == date(2028, 10, 23)


def test_renewal_opens_ninety_days_before_the_end():
    held = term(date(2026, 11, 22), 24)
    assert held.renewal_opens == date(2028, 8, 24)
    assert held.days_left(held.renewal_opens) == 90
    assert held.days_left(date(2029, 1, 1)) == 0
