"""Every kind of question is marked by a rule that an examiner could do by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.marking.rules.numbers import is_close, readings
from exams.marking.rules.places import is_inside
from exams.marking.rules.scoring import KeyedQuestion
from exams.marking.rules.tallies import Key, UnusableKey
from exams.marking.rules.words import is_accepted
from question_banks.items.rules.kinds import IN_PARTS, Kind

KEYS = {
    Kind.SINGLE: Key(["b"]),
    Kind.TRUE_FALSE: Key(["a"]),
    Kind.MULTIPLE: Key(["a", "b", "c"]),
    Kind.ORDERING: Key(expected={"order": ["b", "a", "c"]}),
    Kind.MATCHING: Key(expected={"pairs": {"s1": "b", "s2": "a", "s3": "b"}}),
    Kind.CLOZE: Key(expected={"pairs": {"g1": "g1b", "g2": "g2a"}}),
    Kind.NUMERIC: Key(expected={"value": "12.5", "tolerance": "0.5"}),
    Kind.TEXT: Key(expected={"accepted": ["dead-letter queue", "DLQ"]}),
    Kind.HOTSPOT: Key(expected={"areas": [{"rect": [100, 200, 50, 80]}]}),
}
WHOLE = {
    Kind.SINGLE: ["b"],
    Kind.TRUE_FALSE: ["a"],
    Kind.MULTIPLE: ["a", "b", "c"],
    Kind.ORDERING: ["b", "a", "c"],
    Kind.MATCHING: {"s1": "b", "s2": "a", "s3": "b"},
    Kind.CLOZE: {"g1": "g1b", "g2": "g2a"},
    Kind.NUMERIC: "12,5",
    Kind.TEXT: "Dead-letter  QUEUE",
    Kind.HOTSPOT: {"x": 120, "y": 240},
}
kinds = st.sampled_from(list(Kind))
points = st.integers(1, 10)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["a", "b", "s1", "g1", "g1b", "12.5"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["x", "y", "s1", "g1"]) | st.text(), inner)
    ),
    max_leaves=6,
)


def earned(kind, answered, *, points=1, scoring="all", key=None):
    key = key or KEYS[kind]
    return KeyedQuestion("core", points, key, answered, kind, scoring).earned


@given(kinds, anything, points, st.sampled_from(["all", "partial"]))
def test_any_answer_earns_between_nothing_and_all(kind, answered, points, scoring):
    assert 0 <= earned(kind, answered, points=points, scoring=scoring) <= points


@given(kinds, points, st.sampled_from(["all", "partial"]))
def test_the_key_itself_earns_all(kind, points, scoring):
    assert earned(kind, WHOLE[kind], points=points, scoring=scoring) == points


@given(kinds, points, st.sampled_from([None, [], {}, "", " "]))
def test_no_answer_earns_nothing(kind, points, answered):
    assert earned(kind, answered, points=points, scoring="partial") == 0


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "key",
    [
        Key(),
        Key([], {}),
        Key(None),
        Key([], {"order": [], "pairs": {}, "accepted": [" "], "areas": []}),
        Key([], {"value": "twelve", "tolerance": "0", "areas": [{"square": [1]}]}),
        Key([], {"value": "NaN", "tolerance": "0", "pairs": ["s1"], "order": "ab"}),
        Key([], {"value": "1", "tolerance": "-1", "areas": [{"polygon": [[1, 1]]}]}),
        Key([], {"value": 12, "tolerance": 0, "areas": {"rect": [1, 1, 1, 1]}}),
    ],
)
def test_without_a_usable_key_nothing_is_ever_right(kind, key):
    for answered in (WHOLE[kind], None, [], {}, ""):
        with pytest.raises(UnusableKey):
            earned(kind, answered, key=key)


def test_an_unknown_kind_is_never_right():
    with pytest.raises(UnusableKey):
        earned("essay", ["b"], key=Key(["b"]))


@given(
    st.sets(st.sampled_from("abcdefgh")),
    st.sampled_from("abc"),
    st.sampled_from("defgh"),
    points,
)
def test_one_right_tick_more_never_costs_and_one_wrong_never_pays(
    ticked, good, bad, points
):
    def credit(chosen):
        return earned(Kind.MULTIPLE, sorted(chosen), points=points, scoring="partial")

    assert credit(ticked | {good}) >= credit(ticked)
    assert credit(ticked | {bad}) <= credit(ticked)


@given(st.permutations(["a", "b", "c", "d"]), points)
def test_the_order_of_ticking_changes_nothing(ticked, points):
    there = earned(Kind.MULTIPLE, ticked[:2], points=points, scoring="partial")
    back = earned(Kind.MULTIPLE, ticked[1::-1], points=points, scoring="partial")

    assert there == back


@pytest.mark.parametrize(
    ("kind", "answered", "points", "share"),
    [
        (Kind.MULTIPLE, ["a", "b"], 3, 2),
        (Kind.MULTIPLE, ["a", "b", "d"], 3, 1),
        (Kind.MULTIPLE, ["a", "d", "e"], 3, 0),
        (Kind.MULTIPLE, ["a", "b"], 2, 1),  # 4/3 rounded down
        (Kind.MULTIPLE, ["a", "b"], 1, 0),  # two thirds of a point are none
        (Kind.MULTIPLE, list("abcdefgh"), 3, 0),  # ticking everything does not pay
        (Kind.MATCHING, {"s1": "b", "s2": "a"}, 3, 2),
        (Kind.MATCHING, {"s1": "b", "s2": "a", "s3": "a"}, 3, 1),
        (Kind.CLOZE, {"g1": "g1b"}, 4, 2),
        (Kind.CLOZE, {"g1": "g1b", "g2": "g2b"}, 4, 0),
        (Kind.ORDERING, ["b", "a", "c"], 3, 3),
        (Kind.ORDERING, ["b", "c", "a"], 3, 0),  # one in place, two not
    ],
)
def test_partial_credit_is_right_less_wrong_of_all_parts(kind, answered, points, share):
    assert kind in IN_PARTS
    assert earned(kind, answered, points=points, scoring="partial") == share
    assert earned(kind, answered, points=points) == (points if share == points else 0)


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("12.5", True),
        ("12,50", True),
        (" +12.5 ", True),
        ("12.0", True),  # the edge of the tolerance
        ("13", True),
        ("13.0000001", False),
        ("-12.5", False),
        ("\u221212.5", False),
        ("１２.５", True),  # typed on a wide keyboard
        ("12.5 GB", False),
        ("1.25e1", False),
        ("12.5.0", False),
        (".", False),
        ("", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_a_number_counts_within_its_tolerance_however_it_is_typed(typed, is_right):
    assert (earned(Kind.NUMERIC, typed) == 1) is is_right


def test_a_number_that_can_be_read_in_two_ways_counts_in_both():
    assert readings("1,500") == {Decimal("1.5"), Decimal(1500)}
    assert readings("1,500.25") == {Decimal("1500.25")}
    assert readings("1 500,25") == {Decimal("1500.25")}
    assert readings("1.500") == {Decimal("1.5")}


@given(st.decimals(-(10**9), 10**9, places=6), st.decimals(0, 100, places=6))
def test_numbers_are_compared_exactly(value, tolerance):
    edge = value + tolerance

    assert is_close(f"{edge:f}", value, tolerance)
    assert not is_close(f"{edge + Decimal('0.000001'):f}", value, tolerance)


def test_a_number_of_many_digits_is_refused_in_no_time():
    assert readings("9" * 41) == readings("1e999999999") == frozenset()


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("dlq", True),
        ("ＤＬＱ", True),
        ("dead-letter\u00a0queue", True),
        ("dead letter queue", False),
        ("the DLQ", False),
        ("", False),
    ],
)
def test_a_text_counts_whatever_its_case_and_blanks(typed, is_right):
    assert (earned(Kind.TEXT, typed) == 1) is is_right


def test_russian_is_right_with_and_without_its_dots():
    assert is_accepted("Счет", ["счёт"])
    assert is_accepted("счёт", ["СЧЕТ"])


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_every_accepted_text_is_accepted_and_nothing_is_for_nothing(typed, others):
    assert is_accepted(typed, [typed, *others]) is bool(typed.split())
    assert not is_accepted("  ", [typed, *others, "", " "])


SQUARE = {"polygon": [[100, 100], [300, 100], [300, 300], [100, 300]]}
ARROW = {"polygon": [[0, 0], [100, 50], [0, 100], [50, 50]]}


@pytest.mark.parametrize(
    ("area", "x", "y", "inside"),
    [
        ({"rect": [100, 200, 50, 80]}, 100, 200, True),
        ({"rect": [100, 200, 50, 80]}, 150, 280, True),
        ({"rect": [100, 200, 50, 80]}, 151, 280, False),
        ({"circle": [500, 500, 100]}, 600, 500, True),
        ({"circle": [500, 500, 100]}, 571, 571, False),
        (SQUARE, 100, 200, True),
        (SQUARE, 300, 300, True),
        (SQUARE, 301, 200, False),
        (SQUARE, 200, 99, False),
        (ARROW, 70, 50, True),
        (ARROW, 20, 50, False),  # in the notch
        (ARROW, 200, 50, False),
    ],
)
def test_a_point_is_inside_an_area_or_on_its_edge(area, x, y, inside):
    assert is_inside(x, y, area) is inside


@given(
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(0, 900),
    st.integers(0, 900),
    st.integers(1, 100),
    st.integers(1, 100),
)
def test_a_rectangle_drawn_as_a_polygon_is_the_same_area(x, y, left, top, wide, high):
    corners = [
        [left, top],
        [left + wide, top],
        [left + wide, top + high],
        [left, top + high],
    ]

    same = [is_inside(x, y, {"polygon": c}) for c in (corners, corners[::-1])]

    assert same == [is_inside(x, y, {"rect": [left, top, wide, high]})] * 2


@pytest.mark.parametrize("place", [120.0, "120", True, None])
def test_a_place_is_two_whole_numbers(place):
    key = Key(expected={"areas": [{"rect": [0, 0, 1000, 1000]}]})

    assert earned(Kind.HOTSPOT, {"x": 120, "y": 120}, key=key) == 1
    assert earned(Kind.HOTSPOT, {"x": 120, "y": place}, key=key) == 0


@given(anything)
def test_what_was_never_a_place_hits_nothing(answered):
    assert earned(Kind.HOTSPOT, answered) == 0
