"""What an import would do, and what an export holds."""

from lms.kernel.i18n import LANGUAGES, in_language
from question_banks.interchange.rules.gift import GiftOption, Item, parse
from question_banks.interchange.rules.gift_answers import answers, can_be_written
from question_banks.interchange.rules.planning import Line, plan
from question_banks.items.models import Bank
from question_banks.items.queries import contents
from question_banks.items.rules.kinds import TRUE_FALSE
from question_banks.review.queries import codes_taken


def planned(bank: Bank, text: str, *, language: str, default: str) -> list[Line]:
    """Every item of a GIFT file with what would become of it in this bank."""
    yes, no = (words[language] for words in TRUE_FALSE)
    return plan(
        parse(text, yes=yes, no=no),
        language=language,
        taken=codes_taken(bank),
        domains={d.key: tuple(d.title.values()) for d in bank.domains},
        default=default,
    )


def exported(bank: Bank, language: str) -> list[Item]:
    """The live questions of a bank in one language, where GIFT has a form for them."""
    return [
        Item(
            title=question.code,
            kind=version.kind,
            prompt=in_language(content.prompt, language),
            options=tuple(
                GiftOption(in_language(option.text, language), option.right)
                for option in content.options
            ),
            rationale=in_language(content.rationale, language),
            category=version.domain.key,
            answers=answers(content, version.kind, language),
        )
        for question, version, content in contents(bank)
        if can_be_written(content, version.kind)
    ]


def left_out(bank: Bank) -> int:
    """How many live questions a GIFT file cannot say."""
    return sum(not can_be_written(c, version.kind) for _, version, c in contents(bank))


def known_language(wanted: str | None) -> str:
    """A language we have; the first one for anything else."""
    return wanted if wanted in LANGUAGES else next(iter(LANGUAGES))


def known_domain(bank: Bank, wanted: str | None) -> str:
    """The key of a domain of this bank; the first one for anything else."""
    keys = [domain.key for domain in bank.domains]
    return wanted if wanted in keys else keys[0]
