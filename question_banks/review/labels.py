"""Findings in words, and where on the page each of them leads."""

from dataclasses import dataclass

from lms.kernel.i18n import LANGUAGES
from lms.kernel.i18n import words as _
from question_banks.items.rules.content import LETTERS
from question_banks.review.rules.findings import Finding

WORDS = {
    "no_prompt": (
        _("The question is empty in one language"),
        _("Every candidate reads it in the language they chose."),
    ),
    "no_option_text": (
        _("An option is empty in one language"),
        _("Write it or remove the option."),
    ),
    "empty_option": (_("An option is empty"), _("Write it or remove it.")),
    "no_right": (
        _("No option is marked as right"),
        _("Tick what a candidate has to choose."),
    ),
    "many_right": (
        _("More than one option is right"),
        _("Leave one, or change the kind to several answers."),
    ),
    "one_right": (
        _("Only one option is right"),
        _("A question for several answers needs at least two."),
    ),
    "all_right": (
        _("Every option is right"),
        _("Then there is nothing to decide."),
    ),
    "few_options": (
        _("Fewer than three options"),
        _("With two, a guess is right every other time."),
    ),
    "not_two": (
        _("True or false has two options"),
        _("Leave the two, or change the kind."),
    ),
    "too_many_options": (_("More than ten options"), _("Nobody weighs so many.")),
    "catch_all": (
        _("“None of the above” and “all of the above” are not allowed"),
        _(
            "They test doubt, not knowledge. Write the mistake a hurried engineer "
            "would make."
        ),
    ),
    "twins": (
        _("Two options say the same"),
        _("Both cannot be right, so both are ruled out."),
    ),
    "right_is_longest": (
        _("The right answer is the longest"),
        _("Guessers choose the longest."),
    ),
    "no_rationale": (
        _("No rationale"),
        _("Say why the answer is right and what is wrong with the others."),
    ),
    "rationale_untranslated": (
        _("The rationale is missing in one language"),
        _("The next author reads it to understand the key."),
    ),
}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A finding as a page says it; `anchor` is the field to go to."""

    title: str
    advice: str
    place: str
    anchor: str


def finding_words(finding: Finding) -> FindingWords:
    title, advice = WORDS[finding.code]
    return FindingWords(str(title), str(advice), _place(finding), _anchor(finding))


def _place(finding: Finding) -> str:
    places = []
    if finding.option is not None:
        letters = [
            LETTERS[n].upper() for n in (finding.other, finding.option) if n is not None
        ]
        places.append(str(_("Option %(letter)s", letter=", ".join(letters))))
    if finding.language:
        places.append(LANGUAGES[finding.language])
    return ", ".join(places)


def _anchor(finding: Finding) -> str:
    language = finding.language or next(iter(LANGUAGES))
    if finding.option is not None:
        return f"options-{finding.option}-{language}"
    if finding.code == "no_prompt":
        return f"prompt-{language}"
    if "rationale" in finding.code:
        return f"rationale-{language}"
    return "options"
