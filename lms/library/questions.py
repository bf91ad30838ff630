"""From what a folder says of a question to what its bank publishes.

What a candidate is shown and what is right part here: ids and their order say
nothing of the key.
"""

from collections.abc import Iterable, Mapping
from functools import singledispatch
from typing import Any

from lms.library.bank_folder import BankFolder
from lms.library.question_documents import (
    ChoiceEntry,
    ClozeEntry,
    HotspotEntry,
    MatchingEntry,
    NumericEntry,
    OrderingEntry,
    QuestionEntry,
    TextEntry,
    TrueFalseEntry,
)
from question_banks.items.publishing import QuestionText
from question_banks.items.rules.content import Content, Exhibit, Option
from question_banks.items.rules.kinds import (
    LETTERS,
    TRUE_FALSE,
    gap_id,
    gap_option_id,
    stem_id,
)

Words = Mapping[str, str]


def question_text(entry: QuestionEntry, bank: BankFolder) -> QuestionText:
    """A question as the bank keeps it; `facts` become the source."""
    facts = f"FACTS {', '.join(entry.facts)}" if entry.facts else ""
    return QuestionText(
        code=entry.code,
        domain=entry.domain,
        kind=entry.kind,
        difficulty=entry.difficulty,
        content=Content(
            prompt=entry.prompt,
            rationale=entry.rationale,
            source=entry.source or facts,
            scoring=entry.scoring,
            points=entry.points,
            exhibit=_exhibit(entry.exhibit, bank),
            **_asked(entry, bank),
        ),
    )


def _exhibit(key: str | None, bank: BankFolder) -> Exhibit | None:
    if key is None:
        return None
    page = bank.exhibits[key]
    titles = {language: front.is_.title for language, front in page.fronts.items()}
    return Exhibit(key, titles, page.bodies)


@singledispatch
def _asked(entry: QuestionEntry, bank: BankFolder) -> dict[str, Any]:
    """The fields of Content that only some kinds have."""
    raise TypeError(f"a question of kind {entry.kind} has no shape of its own")


@_asked.register
def _choice(entry: ChoiceEntry, bank: BankFolder) -> dict[str, Any]:
    return {"options": tuple(Option(o.words, o.right) for o in entry.options)}


@_asked.register
def _true_false(entry: TrueFalseEntry, bank: BankFolder) -> dict[str, Any]:
    said = [{code: words[code] for code in entry.prompt} for words in TRUE_FALSE]
    rights = (entry.is_true, not entry.is_true)
    return {"options": tuple(map(Option, said, rights))}


@_asked.register
def _ordering(entry: OrderingEntry, bank: BankFolder) -> dict[str, Any]:
    ids = _ids(entry.order)
    order = [ids[_name(words)] for words in entry.order]
    return {"options": _options(entry.order), "expected": {"order": order}}


@_asked.register
def _matching(entry: MatchingEntry, bank: BankFolder) -> dict[str, Any]:
    offered = [*(pair.option for pair in entry.pairs), *entry.distractors]
    ids = _ids(offered)
    named = [(stem_id(n), pair) for n, pair in enumerate(entry.pairs, start=1)]
    return {
        "options": _options(offered),
        "body": {"stems": [{"id": s, "text": dict(pair.stem)} for s, pair in named]},
        "expected": {"pairs": {s: ids[_name(pair.option)] for s, pair in named}},
    }


@_asked.register
def _numeric(entry: NumericEntry, bank: BankFolder) -> dict[str, Any]:
    return {
        "body": {"unit": dict(entry.unit)} if entry.unit else {},
        "expected": {"value": str(entry.value), "tolerance": str(entry.tolerance)},
    }


@_asked.register
def _text(entry: TextEntry, bank: BankFolder) -> dict[str, Any]:
    return {"expected": {"accepted": list(entry.accepted)}}


@_asked.register
def _cloze(entry: ClozeEntry, bank: BankFolder) -> dict[str, Any]:
    gaps: list[dict[str, Any]] = []
    pairs: dict[str, str] = {}
    for number, gap in enumerate(entry.gaps, start=1):
        named = [
            (gap_option_id(number, letter), option)
            for letter, option in zip(LETTERS, gap.options, strict=False)
        ]
        options = [{"id": part, "text": option.words} for part, option in named]
        gaps.append({"id": gap_id(number), "options": options})
        pairs |= {gap_id(number): part for part, option in named if option.right}
    return {"body": {"gaps": gaps}, "expected": {"pairs": pairs}}


@_asked.register
def _hotspot(entry: HotspotEntry, bank: BankFolder) -> dict[str, Any]:
    picture = bank.pictures[entry.image.file]
    image = {
        "name": picture.name,
        "width": picture.width,
        "height": picture.height,
        "alt": dict(entry.image.alt),
    }
    areas = [area.model_dump(exclude_none=True) for area in entry.areas]
    return {"body": {"image": image}, "expected": {"areas": areas}}


def _options(texts: Iterable[Words]) -> tuple[Option, ...]:
    """Each text once, by its first language: the order a folder gives is the key."""
    by_name = {_name(words): words for words in texts}
    return tuple(Option(dict(by_name[name])) for name in sorted(by_name))


def _ids(texts: Iterable[Words]) -> dict[str, str]:
    """The letters that `_options` will have, by name."""
    names = sorted({_name(words) for words in texts})
    return dict(zip(names, LETTERS, strict=False))


def _name(words: Words) -> str:
    return next(iter(words.values()))
