"""Whether a certification fits the rest of its folder."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from exams.papers.models import RENEWAL
from lms.kernel.i18n import words as _
from lms.library.bank_folder import BankFolder
from lms.library.documents import CertificationFile, ExamTerms
from lms.library.folder import Folder
from lms.library.problems import Problem, quoted
from lms.library.sourced import Sourced, doubles

Place = tuple[str, ...]
SHORTEST_MONTH = 28


def certification_problems(folder: Folder, key: str) -> Iterator[Problem]:
    """Prerequisites, topics, exam, rubric and assumptions of one certification."""
    found = folder.certifications[key]
    terms = found.is_
    for number, wanted in enumerate(terms.prerequisites):
        if wanted == key or wanted not in folder.certifications:
            yield found.problem(
                ("prerequisites", number),
                _("%(key)s is no other certification here.", key=quoted(wanted)),
                _("Name the key of another certification of this programme."),
            )
    yield from doubles(
        (topic.key, found, ("topics", n, "key")) for n, topic in enumerate(terms.topics)
    )
    if terms.span.min > terms.span.max:
        yield found.problem(
            ("days",), _("min is more than max."), _("Swap the two numbers.")
        )
    for place, exam in _exams(terms):
        yield from _of_exam(folder, found, place, exam)
    yield from _of_renewal(folder, key, found)
    if terms.practical:
        yield from doubles(
            (criterion.key, found, ("practical", "rubric", n, "key"))
            for n, criterion in enumerate(terms.practical.rubric)
        )
    yield from _of_assumptions(found)


def _exams(terms: CertificationFile) -> Iterator[tuple[Place, ExamTerms]]:
    """Its exams, and where in the file each of them stands."""
    if terms.exam:
        yield ("exam",), terms.exam
    if terms.renewal and terms.renewal.exam:
        yield ("renewal", "exam"), terms.renewal.exam


def _of_renewal(
    folder: Folder, key: str, found: Sourced[CertificationFile]
) -> Iterator[Problem]:
    renewal = found.is_.renewal
    if renewal is None:
        return
    if int(renewal.opens) >= found.is_.validity_months * SHORTEST_MONTH:
        yield found.problem(
            ("renewal", "opens"),
            _("The renewal opens before the certificate is issued."),
            _("Write fewer days than the certificate is valid."),
        )
    if renewal.exam and f"{key}{RENEWAL}" in folder.certifications:
        yield found.problem(
            ("renewal", "exam"),
            _(
                "Its key would be that of another certification: %(key)s.",
                key=key + RENEWAL,
            ),
            _("Give the other certification another key."),
        )


def _of_exam(
    folder: Folder, found: Sourced[CertificationFile], at: Place, exam: ExamTerms
) -> Iterator[Problem]:
    total = sum(exam.blueprint.values())
    if total != exam.questions:
        yield found.problem(
            (*at, "blueprint"),
            _(
                "The blueprint adds up to %(total)s, the exam has %(questions)s.",
                total=total,
                questions=exam.questions,
            ),
            _("Make the two the same."),
        )
    if exam.attempts.allowed > 1 and not exam.attempts.waits:
        yield found.problem(
            (*at, "attempts"),
            _("There is no wait between one attempt and the next."),
            _("Add waits:, for example [“14 days”]."),
        )
    bank = folder.banks.get(exam.bank)
    if bank is None:
        if not (folder.root / "banks" / exam.bank / "bank.yaml").is_file():
            yield found.problem(
                (*at, "bank"),
                _("There is no bank %(key)s.", key=quoted(exam.bank)),
                _("Write banks/%(key)s/bank.yaml, or correct the key.", key=exam.bank),
            )
        return
    yield from _of_blueprint(found, at, exam, bank)


def _of_blueprint(
    found: Sourced[CertificationFile], at: Place, exam: ExamTerms, bank: BankFolder
) -> Iterator[Problem]:
    domains = [domain.key for domain in bank.bank.is_.domains]
    held = Counter(question.is_.domain for question in bank.questions)
    for domain, asked in exam.blueprint.items():
        place = (*at, "blueprint", domain)
        if domain not in domains:
            yield found.problem(
                place,
                _(
                    "The bank %(bank)s has no domain %(domain)s.",
                    bank=quoted(exam.bank),
                    domain=quoted(domain),
                ),
                _("Its domains are: %(domains)s.", domains=", ".join(domains)),
            )
        # An empty bank is an exam that is not open yet, not a mistake.
        elif bank.questions and held[domain] < asked:
            yield found.problem(
                place,
                _(
                    "The blueprint asks for %(asked)s questions of %(domain)s, "
                    "the bank holds %(held)s.",
                    asked=asked,
                    domain=quoted(domain),
                    held=held[domain],
                ),
                _("Write more questions, or ask for fewer."),
            )


def _of_assumptions(found: Sourced[CertificationFile]) -> Iterator[Problem]:
    for number, assumption in enumerate(found.is_.assumptions):
        given: Any = found.document.data
        for step in assumption.field.split("."):
            given = given.get(step) if isinstance(given, dict) else None
        if given is None:
            yield found.problem(
                ("assumptions", number, "field"),
                _("The file has no %(field)s.", field=quoted(assumption.field)),
                _("Write the path to a field, as exam.pass_mark."),
            )
        elif assumption.value not in (None, given):
            yield found.problem(
                ("assumptions", number, "value"),
                _(
                    "The assumption says %(value)s, the file says %(given)s.",
                    value=assumption.value,
                    given=given,
                ),
                _("Repeat the value of %(field)s exactly.", field=assumption.field),
            )
