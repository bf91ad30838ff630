"""Which window lets somebody in, what a hard end cuts, how codes and pastes read."""

import os
import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.schedule.rules import codes
from exams.schedule.rules.ends import deadline, ends
from exams.schedule.rules.entry import (
    Bar,
    Barred,
    Entry,
    Rule,
    Ticket,
    Window,
    entry,
)
from exams.schedule.rules.pasting import Fate, lines, verdicts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
IN_WINDOWS = Rule(only_in_windows=True)
WITH_VOUCHER = Rule(only_with_voucher=True)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "America/Los_Angeles",
)


def a_window(number=1, opens=-HOUR, latest=HOUR, end=None, is_theirs=True):
    return Window(
        number, NOON + opens, NOON + latest, end and NOON + end, is_theirs=is_theirs
    )


def test_an_exam_without_a_rule_starts_at_any_time():
    assert entry(Rule(), [], now=NOON) == Entry()


def test_both_ends_of_a_window_let_in():
    window = a_window()

    verdicts = [
        isinstance(entry(IN_WINDOWS, [window], now=at), Entry)
        for at in (
            window.opens_at - timedelta(microseconds=1),
            window.opens_at,
            window.latest_start_at,
            window.latest_start_at + timedelta(microseconds=1),
        )
    ]

    assert verdicts == [False, True, True, False]


def test_the_next_window_of_theirs_is_named():
    later, sooner = a_window(1, 5 * HOUR, 6 * HOUR), a_window(2, 3 * HOUR, 4 * HOUR)
    foreign = a_window(3, HOUR, 2 * HOUR, is_theirs=False)

    assert entry(IN_WINDOWS, [later, sooner, foreign], now=NOON) == Barred(
        Bar.NO_WINDOW, sooner
    )


def test_of_two_open_windows_the_longer_one_counts():
    short, long = a_window(1, end=2 * HOUR), a_window(2, end=3 * HOUR)

    found = entry(IN_WINDOWS, [short, long], now=NOON)
    free = entry(IN_WINDOWS, [short, long, a_window(3)], now=NOON)

    assert found == Entry(long)
    assert free == Entry(a_window(3))


def test_a_window_of_others_asks_for_a_voucher():
    foreign = a_window(is_theirs=False)

    assert entry(IN_WINDOWS, [foreign], now=NOON) == Barred(Bar.NO_VOUCHER, None)
    assert entry(IN_WINDOWS, [foreign], Ticket(1), now=NOON) == Entry(
        foreign, spends=True
    )


@pytest.mark.parametrize(
    ("rule", "windows", "ticket", "spends"),
    [
        (Rule(), [], Ticket(), False),
        (WITH_VOUCHER, [], Ticket(), True),
        (IN_WINDOWS, [a_window()], Ticket(), False),
        (IN_WINDOWS, [a_window()], Ticket(1), False),
        (Rule(True, True), [a_window()], Ticket(1), True),
        (Rule(True, True), [a_window()], Ticket(), True),
    ],
)
def test_a_voucher_is_used_up_only_where_it_is_needed(rule, windows, ticket, spends):
    found = entry(rule, windows, ticket, now=NOON)

    assert isinstance(found, Entry)
    assert found.spends is spends


def test_a_voucher_for_one_window_opens_no_other():
    other, own = a_window(1), a_window(2, 3 * HOUR, 4 * HOUR)

    assert entry(IN_WINDOWS, [other, own], Ticket(2), now=NOON) == Barred(
        Bar.NO_WINDOW, own
    )
    assert entry(Rule(), [other], Ticket(9), now=NOON) == Barred(Bar.NO_WINDOW, None)


def test_a_voucher_that_is_needed_and_missing_is_asked_for():
    assert entry(WITH_VOUCHER, [], now=NOON) == Barred(Bar.NO_VOUCHER, None)


def test_no_voucher_is_asked_for_while_no_window_is_open():
    both, ahead = Rule(True, True), a_window(1, HOUR, 2 * HOUR)

    assert entry(both, [ahead], now=NOON) == Barred(Bar.NO_WINDOW, ahead)
    assert entry(both, [a_window()], now=NOON) == Barred(Bar.NO_VOUCHER, None)


@given(
    offset=st.integers(-7200, 7200),
    rule=st.builds(Rule, st.booleans(), st.booleans()),
    ticket=st.sampled_from([None, Ticket(), Ticket(1), Ticket(2)]),
)
def test_whoever_is_let_into_a_window_is_inside_it(offset, rule, ticket):
    windows = [a_window(1), a_window(2, end=2 * HOUR, is_theirs=False)]
    now = NOON + timedelta(seconds=offset)

    found = entry(rule, windows, ticket, now=now)

    if isinstance(found, Entry) and found.window:
        assert found.window.opens_at <= now <= found.window.latest_start_at
        assert found.window.is_theirs or ticket == Ticket(found.window.id)
    if isinstance(found, Entry) and rule.only_with_voucher:
        assert found.spends


def test_the_form_says_what_a_hard_end_cuts():
    found = ends(3600, NOON, NOON + timedelta(minutes=80))

    assert [(e.factor, e.minutes, e.lost_minutes) for e in found] == [
        (100, 60, 0),
        (150, 90, 10),
        (200, 120, 40),
    ]
    assert [e.ends_at - NOON for e in found] == [
        HOUR,
        timedelta(minutes=80),
        timedelta(minutes=80),
    ]


def test_without_a_hard_end_nobody_loses_a_minute():
    assert [e.lost_minutes for e in ends(3600, NOON, None)] == [0, 0, 0]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "change",
    [datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)],
    ids=["Europe", "United States"],
)
def test_a_change_of_the_clocks_moves_no_window_and_cuts_no_time(zone, change):
    """TIM-11: half past one comes twice, and the server may stand anywhere."""
    kept = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        window = Window(1, change - HOUR, change + HOUR)
        inside = [
            isinstance(entry(IN_WINDOWS, [window], now=change + step), Entry)
            for step in (-2 * HOUR, -HOUR, timedelta(), HOUR, 2 * HOUR)
        ]
        end = deadline(change - timedelta(minutes=30), HOUR, None)
    finally:
        os.environ.pop("TZ") if kept is None else os.environ.update(TZ=kept)
        time.tzset()

    assert inside == [False, True, True, True, False]
    assert end.timestamp() == change.timestamp() + 1800


@given(st.randoms(use_true_random=False))
def test_a_code_reads_the_same_however_it_is_typed(rng: random.Random):
    code = codes.code(rng.choice)

    typed = code.lower().replace("-", " ")

    assert codes.hash_of(typed) == codes.hash_of(code)
    assert len(code) == 19
    assert not set(code) & set("IO01")


def test_each_line_of_a_paste_gets_a_verdict():
    read = lines(
        "ada@example.com\n\nAda Stone <ADA@example.com>,\nnobody@example.com\n"
        "what?\nbob@example.com\n"
    )

    found = verdicts(read, {"ada@example.com": 1, "bob@example.com": 2}, members={2})

    assert [(v.line.number, v.fate, v.person_id) for v in found] == [
        (1, Fate.ADDED, 1),
        (3, Fate.REPEATED, None),
        (4, Fate.UNKNOWN, None),
        (5, Fate.UNREADABLE, None),
        (6, Fate.MEMBER, 2),
    ]
