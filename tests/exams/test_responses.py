"""What fits a question is kept and shown again; what does not is named."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.rules.responses import (
    Misfit,
    empty,
    is_answered,
    kept,
    misfit,
    shown,
)
from question_banks.items.rules.kinds import Kind

PARTS = {
    Kind.SINGLE: ["a", "b", "c"],
    Kind.MULTIPLE: ["a", "b", "c", "d"],
    Kind.TRUE_FALSE: ["a", "b"],
    Kind.ORDERING: ["a", "b", "c"],
    Kind.MATCHING: ["s1", "s2", "a", "b", "c"],
    Kind.CLOZE: ["g1", "g1a", "g1b", "g2", "g2a", "g2b"],
    Kind.NUMERIC: [],
    Kind.TEXT: [],
    Kind.HOTSPOT: [],
}
NAMES = {kind: {f"t-{part}": part for part in parts} for kind, parts in PARTS.items()}
TOKENS = {kind: {part: token for token, part in n.items()} for kind, n in NAMES.items()}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    # Near misses find more than noise does.
    | st.sampled_from([token for names in NAMES.values() for token in names]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text() | st.sampled_from(["x", "y", "t-s1"]), inner)
    ),
    max_leaves=8,
)
lists = {
    Kind.SINGLE: st.lists(st.sampled_from(["t-a", "t-b", "t-c"]), max_size=1),
    Kind.TRUE_FALSE: st.lists(st.sampled_from(["t-a", "t-b"]), max_size=1),
    Kind.MULTIPLE: st.lists(st.sampled_from(["t-a", "t-b", "t-c", "t-d"]), unique=True),
    Kind.ORDERING: st.permutations(["t-a", "t-b", "t-c"]) | st.just([]),
}
fitting = {
    **lists,
    Kind.MATCHING: st.dictionaries(
        st.sampled_from(["t-s1", "t-s2"]), st.sampled_from(["t-a", "t-b", "t-c"])
    ),
    Kind.CLOZE: st.fixed_dictionaries(
        {},
        optional={
            "t-g1": st.sampled_from(["t-g1a", "t-g1b"]),
            "t-g2": st.sampled_from(["t-g2a", "t-g2b"]),
        },
    ),
    Kind.NUMERIC: st.text("0123456789,.-+ ", max_size=40),
    Kind.TEXT: st.text(string.printable.replace("\x0b", "").replace("\x0c", "")),
    Kind.HOTSPOT: st.just({})
    | st.fixed_dictionaries({"x": st.integers(0, 1000), "y": st.integers(0, 1000)}),
}
answers = st.sampled_from(list(Kind)).flatmap(
    lambda kind: st.tuples(st.just(kind), fitting[kind])
)


@given(answers)
def test_what_fits_is_kept_and_shown_as_it_was_meant(answer):
    kind, response = answer

    assert misfit(kind, NAMES[kind], response) is None
    held = kept(kind, NAMES[kind], response)
    again = shown(kind, TOKENS[kind], held)
    assert kept(kind, NAMES[kind], again) == held
    assert is_answered(again) == is_answered(response)
    if kind not in lists or kind == Kind.ORDERING:
        assert again == response


@given(st.sampled_from(list(Kind)), anything)
def test_any_json_fits_or_is_named_a_misfit(kind, response):
    found = misfit(kind, NAMES[kind], response)

    assert found is None or found in Misfit
    if found is None:
        held = kept(kind, NAMES[kind], response)
        assert misfit(kind, NAMES[kind], shown(kind, TOKENS[kind], held)) is None


@given(st.permutations(["t-d", "t-b", "t-a"]))
def test_the_order_of_ticking_is_not_kept(ticked):
    assert kept(Kind.MULTIPLE, NAMES[Kind.MULTIPLE], list(ticked)) == ["a", "b", "d"]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("held", [None, [], {}, ""])
def test_no_answer_is_shown_in_the_form_of_its_kind(kind, held):
    assert shown(kind, TOKENS[kind], held) == empty(kind)
    assert misfit(kind, NAMES[kind], empty(kind)) is None
    assert not is_answered(empty(kind))


def test_blanks_are_no_answer():
    assert not is_answered("  \n")


@pytest.mark.parametrize(
    ("kind", "response", "found"),
    [
        (Kind.SINGLE, ["t-a", "t-b"], Misfit.TOO_MANY),
        (Kind.TRUE_FALSE, ["t-a", "t-b"], Misfit.TOO_MANY),
        (Kind.MULTIPLE, ["t-a", "t-a"], Misfit.UNKNOWN),
        (Kind.MULTIPLE, ["a"], Misfit.UNKNOWN),  # ids are nobody's business
        (Kind.MULTIPLE, "t-a", Misfit.FORM),
        (Kind.ORDERING, ["t-a", "t-b"], Misfit.INCOMPLETE),
        (Kind.MATCHING, {"t-s1": "t-s2"}, Misfit.UNKNOWN),
        (Kind.MATCHING, {"t-a": "t-s1"}, Misfit.UNKNOWN),
        (Kind.MATCHING, {"t-s1": ["t-a"]}, Misfit.FORM),
        (Kind.MATCHING, [["t-s1", "t-a"]], Misfit.FORM),
        (Kind.CLOZE, {"t-g1": "t-g2a"}, Misfit.UNKNOWN),
        (Kind.CLOZE, {"t-g1": "t-g1"}, Misfit.UNKNOWN),
        (Kind.CLOZE, {"nobody": "nothing"}, Misfit.UNKNOWN),
        (Kind.NUMERIC, 12.5, Misfit.FORM),
        (Kind.NUMERIC, "1" * 41, Misfit.TOO_LONG),
        (Kind.TEXT, "a" * 201, Misfit.TOO_LONG),
        (Kind.TEXT, "a\x00", Misfit.FORM),
        (Kind.TEXT, "\ud800", Misfit.FORM),
        (Kind.HOTSPOT, {"x": 10}, Misfit.FORM),
        (Kind.HOTSPOT, {"x": 10, "y": 1001}, Misfit.FORM),
        (Kind.HOTSPOT, {"x": 10, "y": True}, Misfit.FORM),
        (Kind.HOTSPOT, {"x": 10, "y": 1.5}, Misfit.FORM),
        (Kind.HOTSPOT, {"x": 1, "y": 1, "z": 1}, Misfit.FORM),
    ],
)
def test_what_does_not_fit_is_named(kind, response, found):
    assert misfit(kind, NAMES[kind], response) is found
