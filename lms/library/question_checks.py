"""Whether the parts of a question fit its kind, so that it can be marked fairly."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import singledispatch
from typing import Any

from exams.marking.rules.words import plain
from lms.kernel.i18n import words as _
from lms.library.problems import Problem
from lms.library.question_documents import (
    ChoiceEntry,
    ClozeEntry,
    MatchingEntry,
    NumericEntry,
    OrderingEntry,
    QuestionEntry,
    TextEntry,
)
from lms.library.sourced import Sourced, doubles
from question_banks.items.rules.kinds import LETTERS

GAP = re.compile(r"\[\[([0-9]+)\]\]")
Place = tuple[str | int, ...]


def question_problems(question: Sourced[QuestionEntry]) -> Iterator[Problem]:
    """What does not fit in the parts that only this kind has."""
    return _of_kind(question.is_, question)


@singledispatch
def _of_kind(entry: QuestionEntry, question: Sourced[Any]) -> Iterator[Problem]:
    return iter(())


@_of_kind.register
def _choice(entry: ChoiceEntry, question: Sourced[Any]) -> Iterator[Problem]:
    options = entry.options
    right = sum(option.right for option in options)
    if entry.kind == "single" and right != 1:
        yield question.problem(
            ("options",),
            _("A single-choice question has one right option, not %(n)s.", n=right),
            _("Put right: true at exactly one option."),
        )
    if entry.kind == "multiple" and not 2 <= right < len(options):
        yield question.problem(
            ("options",),
            _(
                "A multiple-choice question has two or more right options and at "
                "least one wrong one; here %(right)s of %(all)s are right.",
                right=right,
                all=len(options),
            ),
            _("Correct the marks right: true, or the kind."),
        )
    yield from _twins(question, ("options",), [option.words for option in options])


@_of_kind.register
def _ordering(entry: OrderingEntry, question: Sourced[Any]) -> Iterator[Problem]:
    return _twins(question, ("order",), entry.order)


@_of_kind.register
def _matching(entry: MatchingEntry, question: Sourced[Any]) -> Iterator[Problem]:
    stems = [(("pairs", n, "stem"), pair.stem) for n, pair in enumerate(entry.pairs)]
    yield from _twins_at(question, stems)
    # One option may belong to two stems, but must then read the same everywhere.
    offered: dict[str, tuple[Place, Mapping[str, str]]] = {}
    for number, pair in enumerate(entry.pairs):
        name = str(sorted(pair.option.items()))
        offered.setdefault(name, (("pairs", number, "option"), pair.option))
    others = [(("distractors", n), text) for n, text in enumerate(entry.distractors)]
    yield from _twins_at(question, [*offered.values(), *others])
    if len(offered) + len(others) > len(LETTERS):
        yield question.problem(
            ("distractors",),
            _("More than %(limit)s options to choose from.", limit=len(LETTERS)),
            _("Take some out."),
        )


@_of_kind.register
def _numeric(entry: NumericEntry, question: Sourced[Any]) -> Iterator[Problem]:
    if Decimal(str(entry.tolerance)) < 0:
        yield question.problem(
            ("tolerance",),
            _("A tolerance is never less than 0."),
            _("Write how far off a right answer may be, or leave it out."),
        )


@_of_kind.register
def _text(entry: TextEntry, question: Sourced[Any]) -> Iterator[Problem]:
    return doubles(
        (plain(text), question, ("accepted", n))
        for n, text in enumerate(entry.accepted)
    )


@_of_kind.register
def _cloze(entry: ClozeEntry, question: Sourced[Any]) -> Iterator[Problem]:
    wanted = [str(number) for number in range(1, len(entry.gaps) + 1)]
    for language, prompt in entry.prompt.items():
        if sorted(GAP.findall(prompt)) != sorted(wanted):
            yield question.problem(
                ("prompt", language),
                _("The text does not have each of its gaps once."),
                _("Its gaps are: %(gaps)s.", gaps=_gaps(wanted)),
            )
    for number, gap in enumerate(entry.gaps):
        place = ("gaps", number, "options")
        right = sum(option.right for option in gap.options)
        if right != 1:
            yield question.problem(
                place,
                _("A gap has one right option, not %(n)s.", n=right),
                _("Put right: true at exactly one option."),
            )
        yield from _twins(question, place, [option.words for option in gap.options])


def _twins(
    question: Sourced[Any], place: Place, texts: Sequence[Mapping[str, str]]
) -> Iterator[Problem]:
    return _twins_at(question, [((*place, n), text) for n, text in enumerate(texts)])


def _twins_at(
    question: Sourced[Any], texts: Iterable[tuple[Place, Mapping[str, str]]]
) -> Iterator[Problem]:
    """Texts that read the same in one of their languages."""
    placed = list(texts)
    for language in placed[0][1] if placed else ():
        yield from doubles(
            (text.get(language, ""), question, (*place, language))
            for place, text in placed
        )


def _gaps(numbers: Iterable[str]) -> str:
    return ", ".join(f"[[{number}]]" for number in numbers)
