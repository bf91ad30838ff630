"""Whether the questions of a bank fit its domains, and have what they ask about."""

from collections.abc import Iterator

from lms.kernel.i18n import words as _
from lms.library.bank_folder import BankFolder
from lms.library.problems import Problem, quoted
from lms.library.question_checks import question_problems
from lms.library.question_documents import QuestionEntry
from lms.library.sourced import Sourced, doubles
from question_banks.items.rules.kinds import IN_PARTS, PARTIAL


def bank_problems(found: BankFolder) -> Iterator[Problem]:
    """Domains, codes, exhibits, credit and options of one bank."""
    domains = [domain.key for domain in found.bank.is_.domains]
    yield from doubles(
        (key, found.bank, ("domains", n, "key")) for n, key in enumerate(domains)
    )
    yield from doubles((q.is_.code, q, ("code",)) for q in found.questions)
    for question in found.questions:
        if question.is_.domain not in domains:
            yield question.problem(
                ("domain",),
                _(
                    "%(key)s is no domain of this bank.",
                    key=quoted(question.is_.domain),
                ),
                _("Its domains are: %(domains)s.", domains=", ".join(domains)),
            )
        yield from _of_exhibit(question, found)
        yield from _of_credit(question)
        yield from question_problems(question)
    yield from _unused_exhibits(found)


def _of_exhibit(
    question: Sourced[QuestionEntry], found: BankFolder
) -> Iterator[Problem]:
    key = question.is_.exhibit
    if key is not None and key not in found.exhibits:
        yield question.problem(
            ("exhibit",),
            _("There is no exhibit %(key)s.", key=quoted(key)),
            _("Write exhibits/%(key)s.md beside the questions.", key=key),
        )


def _of_credit(question: Sourced[QuestionEntry]) -> Iterator[Problem]:
    entry = question.is_
    if entry.scoring != PARTIAL:
        return
    if entry.kind not in IN_PARTS:
        yield question.problem(
            ("scoring",),
            _("A question of kind %(kind)s has no parts to credit.", kind=entry.kind),
            _("Take scoring out, or choose one of: %(kinds)s.", kinds=_kinds()),
        )
    elif entry.points < 2:
        yield question.problem(
            ("scoring",),
            _("One point cannot be given in part."),
            _("Give the question two points or more."),
        )


def _unused_exhibits(found: BankFolder) -> Iterator[Problem]:
    asked = {question.is_.exhibit for question in found.questions}
    for key, exhibit in found.exhibits.items():
        for page in list(exhibit.fronts.values())[:1]:
            if key not in asked:
                yield page.problem(
                    (),
                    _("No question is asked about this exhibit."),
                    _("Name it in a question: exhibit: %(key)s.", key=key),
                )
        for language, body in exhibit.bodies.items():
            if not body:
                yield exhibit.fronts[language].problem(
                    (), _("The exhibit is empty."), _("Write it below its title.")
                )


def _kinds() -> str:
    return ", ".join(sorted(IN_PARTS))
