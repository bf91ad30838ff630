"""The pure rules of accounts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.labels import MEANINGS, ROLES
from lms.accounts.rules.invitees import (
    Invitee,
    UnreadableLine,
    is_name,
    read_invitees,
)
from lms.accounts.rules.passwords import Weakness, weakness
from lms.accounts.rules.roles import Role
from lms.accounts.rules.sign_ins import GRACE, IDLE, LASTS, is_live, is_noted_again

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
spans = st.timedeltas(timedelta(0), timedelta(days=40))


@given(age=spans, idle=spans)
def test_no_sign_in_lives_idle_for_half_a_day_or_beyond_the_grace(age, idle):
    lives = is_live(NOW - age, NOW - idle, now=NOW)

    if idle >= IDLE or age >= LASTS + GRACE:
        assert not lives
    elif age < LASTS:
        assert lives


def test_being_seen_is_noted_from_the_fifth_minute_on():
    assert not is_noted_again(NOW - timedelta(minutes=5, microseconds=-1), now=NOW)
    assert is_noted_again(NOW - timedelta(minutes=5), now=NOW)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("nine char", Weakness.SHORT),
        ("x" * 201, Weakness.LONG),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("1212121212", Weakness.COMMON),
        ("Password2026!", Weakness.COMMON),
        ("пароль1234", Weakness.COMMON),
        ("qwertyuiop", Weakness.COMMON),
        ("0123456789", Weakness.COMMON),
        ("Lovelace1815", Weakness.ABOUT_YOU),
        ("ada.lovelace", Weakness.ABOUT_YOU),
        ("correct horse battery", None),
        ("четыре слова наугад", None),
    ],
)
def test_the_first_guesses_are_refused(password, why):
    about = ("ada.lovelace@example.com", "Ada Lovelace")

    assert weakness(password, about=about) == why


def test_people_are_read_line_by_line():
    text = (
        "Ada Lovelace <Ada@Example.com>\n\n oleg.petrov@x.example ,\nada@example.com;"
    )

    assert read_invitees(text) == [
        Invitee("Ada", "ada@example.com"),
        Invitee("Oleg Petrov", "oleg.petrov@x.example"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "a@b",
        "Win at http://evil.example <a@b.example>",
        "<script> <a@b.example>",
        "x" * 100 + " <a@b.example>",
    ],
)
def test_a_line_that_is_no_person_is_named(line):
    with pytest.raises(UnreadableLine):
        read_invitees(line)


@given(st.text(max_size=200))
def test_whatever_is_pasted_yields_names_and_small_addresses_or_a_refusal(text):
    try:
        found = read_invitees(text)
    except UnreadableLine:
        return
    assert all(is_name(p.name) and p.email == p.email.lower() for p in found)


def test_every_role_has_a_name_and_a_meaning():
    assert set(ROLES) == set(MEANINGS) == set(Role)
