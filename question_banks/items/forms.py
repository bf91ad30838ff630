"""What a reader of banks may send."""

from typing import Any
from unicodedata import category

from wtforms import SearchField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from lms.kernel.forms import Form
from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _
from question_banks.items.labels import DIFFICULTIES, KINDS
from question_banks.items.models import Bank
from question_banks.items.queries import Filter


class ProseField(TextAreaField):
    """Lines of text, without control characters and blanks around them."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        lines = typed.replace("\r\n", "\n").replace("\r", "\n")
        self.data = without_controls(lines).strip()


def without_controls(text: str) -> str:
    """The text without control characters; non-breaking spaces and the like stay."""
    return "".join(c for c in text if c in "\n\t" or category(c) not in ("Cc", "Cs"))


class FilterForm(Form):
    """The filters of a bank's list, in its address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_("Words or code"))
    domain = SelectField(_("Domain"), validate_choice=False)
    difficulty = SelectField(_("Difficulty"), validate_choice=False)
    kind = SelectField(_("Kind"), validate_choice=False)

    def offer(self, bank: Bank) -> "FilterForm":
        """Fill the lists with what this bank has."""
        self.domain.choices = [
            SelectChoice("", _("All domains")),
            *(SelectChoice(d.key, in_language(d.title)) for d in bank.domains),
        ]
        self.difficulty.choices = [
            SelectChoice("", _("Any difficulty")),
            *(SelectChoice(str(n), label) for n, label in DIFFICULTIES.items()),
        ]
        self.kind.choices = [
            SelectChoice("", _("Any kind")),
            *map(SelectChoice, KINDS, KINDS.values()),
        ]
        return self

    def wanted(self, *, retired: bool) -> Filter:
        """What was asked for; what cannot be asked for is left out."""
        difficulty = self.difficulty.data or ""
        return Filter(
            words=without_controls(self.q.data or "").strip(),
            domain=without_controls(self.domain.data or ""),
            kind=without_controls(self.kind.data or ""),
            difficulty=int(difficulty) if difficulty in ("1", "2", "3") else None,
            retired=retired,
        )

    def address(self) -> dict[str, str]:
        """The filters that are set, for the links to other pages of the list."""
        return {name: value for name, value in self.data.items() if value}


class RetirementForm(Form):
    """Why a question is not drawn any more."""

    reason = ProseField(
        _("Reason"),
        [
            DataRequired(_("Say why the question is retired")),
            Length(max=1000, message=_("Keep it under 1,000 characters")),
        ],
    )
