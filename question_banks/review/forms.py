"""What an author and a reviewer may send."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Regexp
from wtforms.widgets import HiddenInput

from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import LANGUAGES, in_language
from lms.kernel.i18n import words as _
from lms.kernel.places import row_number
from question_banks.items.forms import ProseField
from question_banks.items.labels import DIFFICULTIES, WRITTEN_HERE
from question_banks.items.models import Bank
from question_banks.items.rules.content import Content, Option
from question_banks.review.models import Draft
from question_banks.review.queries import content
from question_banks.review.rules.findings import MOST_OPTIONS
from question_banks.review.rules.typed import Typed

NEW_OPTIONS = 4


def _prose(longest: int) -> ProseField:
    too_long = _("Keep it under %(number)s characters", number=longest)
    return ProseField(validators=[Length(max=longest, message=too_long)])


class PromptForm(PlainForm):
    en, ru = _prose(6000), _prose(6000)


class RationaleForm(PlainForm):
    en, ru = _prose(4000), _prose(4000)


class OptionForm(PlainForm):
    right = BooleanField()
    en, ru = _prose(1000), _prose(1000)


class DraftForm(Form):
    """A question as its author types it; incomplete is fine until review."""

    seen = IntegerField(widget=HiddenInput(), default=0)
    begun_from = IntegerField(
        validators=[NumberRange(min=0)], widget=HiddenInput(), default=0
    )
    code = LineField(
        _("Code"),
        [
            DataRequired(_("Give the question a code, as F-PLAT-001")),
            Length(max=40, message=_("Keep the code under 40 characters")),
            Regexp(
                r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
                message=_("Use Latin letters, digits, dots and hyphens"),
            ),
        ],
    )
    domain = SelectField(_("Domain"), coerce=int)
    kind = SelectField(
        _("Kind"), choices=[SelectChoice(k, label) for k, label in WRITTEN_HERE.items()]
    )
    difficulty = SelectField(
        _("Difficulty"),
        coerce=int,
        choices=[SelectChoice(n, label) for n, label in DIFFICULTIES.items()],
    )
    source = LineField(
        _("Source"), [Length(max=200, message=_("Keep it under 200 characters"))]
    )
    prompt = FormField(PromptForm)
    options = FieldList(FormField(OptionForm), max_entries=MOST_OPTIONS)
    rationale = FormField(RationaleForm)

    def offer(self, bank: Bank) -> "DraftForm":
        """Let the author choose among the bank's domains."""
        self.domain.choices = [
            SelectChoice(d.id, in_language(d.title)) for d in bank.domains
        ]
        return self

    def typed(self) -> Typed:
        """What was typed, complete or not."""
        return Typed(
            code=self.code.data or "",
            domain_id=self.domain.data,
            kind=self.kind.data,
            difficulty=self.difficulty.data,
            content=self.content(),
            begun_from=self.begun_from.data or 0,
        )

    def content(self) -> Content:
        """The text and the key, as far as they are typed."""
        return Content(
            prompt=_words(self.prompt),
            options=tuple(
                Option(_words(entry), bool(entry.right.data)) for entry in self.options
            ),
            rationale=_words(self.rationale),
            source=self.source.data or "",
        )


class NoteForm(Form):
    """A reviewer's decision about the draft as it was `seen`."""

    seen = IntegerField(widget=HiddenInput())
    note = ProseField(
        _("What has to change"),
        [
            DataRequired(_("Say what has to change: the author sees only this note")),
            Length(max=2000, message=_("Keep it under 2,000 characters")),
        ],
    )


class SeenForm(Form):
    """A deed on the draft as it was `seen`, without further words."""

    seen = HiddenField()

    @property
    def number(self) -> int:
        try:
            return row_number(self.seen.data or "")
        except ValueError:
            return 0


def blank(bank: Bank) -> DraftForm:
    """An empty question, with room for four options."""
    return DraftForm(
        formdata=None, options=[{}] * NEW_OPTIONS, kind="single", difficulty=2
    ).offer(bank)


def filled(draft: Draft) -> DraftForm:
    """The draft as it is kept; a draft of a published question has its live text
    in view, so saving it says that the author has seen that version."""
    live = draft.question.current if draft.question else None
    typed = Typed(
        code=draft.code,
        domain_id=draft.domain_id,
        kind=draft.kind,
        difficulty=draft.difficulty,
        content=content(draft),
        begun_from=live.number if live else 0,
    )
    return retyped(typed, draft.bank, seen=draft.version)


def retyped(typed: Typed, bank: Bank, *, seen: int) -> DraftForm:
    """A form that shows what was typed."""
    text = typed.content
    return DraftForm(
        formdata=None,
        seen=seen,
        begun_from=typed.begun_from,
        code=typed.code,
        domain=typed.domain_id,
        kind=typed.kind,
        difficulty=typed.difficulty,
        source=text.source,
        prompt=dict(text.prompt),
        rationale=dict(text.rationale),
        options=[{**option.text, "right": option.right} for option in text.options],
    ).offer(bank)


def _words(field: Any) -> dict[str, str]:
    typed = {code: field[code].data or "" for code in LANGUAGES}
    return {code: text for code, text in typed.items() if text}
