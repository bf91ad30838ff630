"""Whether the questions of a bank fit its domains, and their options their kind."""

from collections.abc import Iterator

from lms.kernel.i18n import words as _
from lms.library.documents import QuestionEntry
from lms.library.folder import BankFolder, Sourced, doubles
from lms.library.problems import Problem, quoted


def bank_problems(found: BankFolder) -> Iterator[Problem]:
    """Domains, codes and options of one bank."""
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
        yield from _of_options(question)


def _of_options(question: Sourced[QuestionEntry]) -> Iterator[Problem]:
    options = question.is_.options
    right = sum(option.right for option in options)
    if question.is_.kind == "single" and right != 1:
        yield question.problem(
            ("options",),
            _("A single-choice question has one right option, not %(n)s.", n=right),
            _("Put right: true at exactly one option."),
        )
    if question.is_.kind == "multiple" and not 2 <= right < len(options):
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
    for language in options[0].words:
        yield from doubles(
            (option.words.get(language, ""), question, ("options", n, language))
            for n, option in enumerate(options)
        )
