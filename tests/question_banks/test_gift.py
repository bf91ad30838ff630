"""Reading and writing GIFT."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_banks.interchange.rules.gift import GiftOption, Item, Refusal, parse
from question_banks.interchange.rules.gift_writer import write

LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
SIGNS = st.sampled_from(
    [
        *"\\~=#{}:\nnT ",
        *("::", "//", "->", "####", "%50%", "[html]", "[markdown]", "$CATEGORY: x"),
    ]
)
TEXT = (
    st.lists(SIGNS | st.text(LETTERS, max_size=5), min_size=1, max_size=6)
    .map(lambda parts: "".join(parts).strip())
    .filter(bool)
)


@st.composite
def items(draw):
    texts = draw(st.lists(TEXT, min_size=2, max_size=6))
    kind = draw(st.sampled_from(["single", "multiple"])) if len(texts) > 2 else "single"
    many = 1 if kind == "single" else draw(st.integers(2, len(texts)))
    right = set(draw(st.permutations(range(len(texts))))[:many])
    return Item(
        title=draw(st.just("") | TEXT),
        kind=kind,
        prompt=draw(TEXT),
        options=tuple(GiftOption(t, n in right) for n, t in enumerate(texts)),
        rationale=draw(st.just("") | TEXT),
        category=draw(st.sampled_from(["pricing", "storage"])),
    )


def plain(item):
    return (
        item.title,
        item.kind,
        item.prompt,
        item.options,
        item.rationale,
        item.category,
    )


@settings(max_examples=300)
@given(st.lists(items(), max_size=4))
def test_what_is_written_is_read_again(written):
    assert [plain(item) for item in parse(write(written))] == [
        plain(item) for item in written
    ]


def only(text):
    (item,) = parse(text)
    return item


def test_one_answer_with_title_feedback_and_comment():
    item = only(
        "// a comment\n"
        "::F-1::Который час? {\n"
        "  =Полдень#верно\n  // another\n  ~Полночь#темно \\= ночь\n"
        "  ####Солнце высоко.\n}"
    )

    assert item == Item(
        title="F-1",
        kind="single",
        prompt="Который час?",
        options=(GiftOption("Полдень", True), GiftOption("Полночь", False)),
        rationale="Солнце высоко.\n\n- Полдень: верно\n- Полночь: темно = ночь",
        line=2,
    )


def test_equal_shares_make_several_answers():
    item = only("Pick {~%33.333%a ~%33.333%b ~%33.334%c ~%-100%d}")

    assert item.kind == "multiple"
    assert [option.right for option in item.options] == [True, True, True, False]


@pytest.mark.parametrize(("answer", "right"), [("T", 0), ("false", 1), ("TRUE#x#y", 0)])
def test_true_or_false_is_one_answer_of_two(answer, right):
    (item,) = parse(f"Sky is up {{{answer}}}", yes="Верно", no="Неверно")

    assert item.kind == "true_false"
    assert [option.text for option in item.options] == ["Верно", "Неверно"]
    assert item.options[right].right


def test_a_gap_inside_the_sentence_stays_a_gap():
    assert only("Grant lies in {=a tomb ~a bed}.").prompt == "Grant lies in _____."


def test_html_becomes_markdown():
    item = only(
        "[html]<p>Use <b>one</b> &amp; only</p><p>Why?</p> {=<code>a</code> ~b}"
    )

    assert (item.prompt, item.options[0].text) == ("Use **one** & only\n\nWhy?", "`a`")


def test_the_category_holds_until_the_next_one():
    text = "$CATEGORY: top/Pricing\n\nA {=a ~b}\n\n$CATEGORY: Storage\nB {=a ~b}"

    assert [item.category for item in parse(text)] == ["top/Pricing", "Storage"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Match {=a -> b =c -> d}", "matching"),
        ("How many {#3:1}", "numeric"),
        ("Tell {}", "essay"),
        ("Name {=Ada =Lovelace}", "short_answer"),
        ("Only a text", "description"),
        ("Open {=a ~b", "not_closed"),
        ("Shut =a ~b}", "not_opened"),
        ("Two {=a ~b} and {=c ~d}", "two_answers"),
        ("Shares {~%70%a ~%30%b ~c}", "part_marks"),
        ("Shares {=a ~%50%b ~c}", "part_marks"),
        ("Hole {=a ~ ~b}", "empty_option"),
        ("Noise {before =a ~b}", "stray_text"),
        ("{=a ~b}", "no_text"),
        ('[html]See <img src="x"> {=a ~b}', "picture"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(text, reason):
    first, second, third = parse(f"A {{=a ~b}}\n\n// note\n::Q::{text}\n\nB {{=a ~b}}")

    assert (second.reason, second.line, second.title) == (reason, 4, "Q")
    assert not isinstance(first, Refusal)
    assert not isinstance(third, Refusal)


def test_an_empty_option_is_named_by_its_own_line():
    assert only("Why {\n=because\n~\n~\n}") == Refusal("empty_option", 3)


def test_windows_line_ends_count_as_one_line():
    first, second = parse("A {=a ~b}\r\n\r\nB {=a ~b}\r\n")

    assert (first.line, second.line) == (1, 3)
