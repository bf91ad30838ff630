"""What is wrong with a draft: some findings stop it, some only warn."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from question_banks.items.rules.content import Content
from question_banks.items.rules.kinds import TRUE_FALSE, Kind

FEWEST_OPTIONS = 3
"""With two, a guess is right every other time."""
MOST_OPTIONS = 10
TELLING = 1.25
"""A right option this much longer than the next one gives itself away."""
TELLING_LETTERS = 15
"""…unless both are short: 12 letters against 9 tell nobody anything."""

CATCH_ALL = re.compile(
    r"\b(none|all|both|neither) of (the )?above\b"
    r"|\b(none|all|both|neither) of (the |these )(options|answers)\b"
    r"|\b(none|all|both|neither) of these\W*$"
    r"|\b(ни один|ни одно|ничего|вс[её]|любо[йе]) (из )?"
    r"(выше)?(перечисленн|указанн|названн)\w*"
    r"|\bни один из (этих )?(вариант|ответ)"
    r"|\bвсе (эти )?(вариант|ответ)\w* (выше|верн|правильн)"
    r"|\bнет (верн|правильн)\w+ (вариант|ответ)",
    re.IGNORECASE,
)
"""They test doubt, and cannot be shown in another order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its code, whether it stops the draft, and where it lies.

    `option` counts from 0; `other` is the second option of a pair.
    """

    code: str
    stops: bool
    option: int | None = None
    other: int | None = None
    language: str | None = None


def findings(content: Content, kind: str, languages: Sequence[str]) -> list[Finding]:
    """Everything an author should know before a reviewer sees the draft."""
    found = [
        *_missing_text(content, languages),
        *_key(content, kind),
        *_number_of_options(content, kind),
        *_options(content, languages),
        *_rationale(content, languages),
    ]
    return sorted(found, key=lambda finding: not finding.stops)


def stopping(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.stops]


def _missing_text(content: Content, languages: Sequence[str]) -> Iterator[Finding]:
    for code in languages:
        if not content.prompt.get(code, "").strip():
            yield Finding("no_prompt", True, language=code)
    for number, option in enumerate(content.options):
        if not any(text.strip() for text in option.text.values()):
            yield Finding("empty_option", True, option=number)
            continue
        for code in languages:
            if not option.text.get(code, "").strip():
                yield Finding("no_option_text", True, option=number, language=code)


def _key(content: Content, kind: str) -> Iterator[Finding]:
    right = sum(option.right for option in content.options)
    if right == 0:
        yield Finding("no_right", True)
    elif kind != Kind.MULTIPLE and right > 1:
        yield Finding("many_right", True)
    elif kind == Kind.MULTIPLE and right == 1:
        yield Finding("one_right", True)
    if right == len(content.options) > 1:
        yield Finding("all_right", False)


def _number_of_options(content: Content, kind: str) -> Iterator[Finding]:
    number = len(content.options)
    if kind == Kind.TRUE_FALSE:
        if number != len(TRUE_FALSE):
            yield Finding("not_two", True)
        return
    if number < FEWEST_OPTIONS:
        yield Finding("few_options", True)
    if number > MOST_OPTIONS:
        yield Finding("too_many_options", True)


def _options(content: Content, languages: Sequence[str]) -> Iterator[Finding]:
    for number, option in enumerate(content.options):
        for code in languages:
            if CATCH_ALL.search(option.text.get(code, "")):
                yield Finding("catch_all", True, option=number, language=code)
                break
    for code in languages:
        yield from _twins(content, code)
        yield from _telling_length(content, code)


def _twins(content: Content, language: str) -> Iterator[Finding]:
    texts = [_plain(o.text.get(language, "")) for o in content.options]
    for (one, first), (two, second) in combinations(enumerate(texts), 2):
        if first and first == second:
            yield Finding("twins", True, option=two, other=one, language=language)


def _telling_length(content: Content, language: str) -> Iterator[Finding]:
    def lengths(right: bool) -> list[tuple[int, int]]:
        return [
            (len(option.text.get(language, "").strip()), number)
            for number, option in enumerate(content.options)
            if option.right is right
        ]

    right, wrong = lengths(True), lengths(False)
    if not right or not wrong:
        return
    (shortest, _), (_, number) = min(right), max(right)
    longest_wrong, _ = max(wrong)
    if shortest >= max(longest_wrong * TELLING, longest_wrong + TELLING_LETTERS):
        yield Finding("right_is_longest", False, option=number, language=language)


def _rationale(content: Content, languages: Sequence[str]) -> Iterator[Finding]:
    missing = [c for c in languages if not content.rationale.get(c, "").strip()]
    if len(missing) == len(languages):
        yield Finding("no_rationale", True)
        return
    for code in missing:
        yield Finding("rationale_untranslated", False, language=code)


def _plain(text: str) -> str:
    # Case and signs stay: `-r` and `-R`, C and C++ are different answers.
    return " ".join(text.split()).rstrip(".;")
