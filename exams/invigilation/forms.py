"""What staff may send about attempts and questions."""

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from exams.invigilation.rules import reopening
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _

LONGEST_TEXT = 1000
MOST_MINUTES = 24 * 60
MOST_ATTEMPTS = 1_000_000


def _plain(typed: Any) -> str:
    return (typed or "").strip()


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        [
            DataRequired(_("Say why, in a sentence.")),
            Length(max=LONGEST_TEXT, message=_("Use at most %(max)d characters")),
        ],
        filters=[_plain],
    )


def _minutes(most: int) -> IntegerField:
    said = _("From 1 to %(max)s minutes")
    return IntegerField(
        _("Minutes"),
        [
            InputRequired(_("Say how many minutes.")),
            NumberRange(1, most, message=said),
        ],
    )


def _count() -> IntegerField:
    return IntegerField(
        _("Number of attempts, typed back"),
        [
            InputRequired(_("Type the number of attempts.")),
            NumberRange(0, MOST_ATTEMPTS, message=_("Type the number of attempts.")),
        ],
    )


class ReasonForm(Form):
    reason = _text(_("Reason"))


class ExtensionForm(ReasonForm):
    minutes = _minutes(MOST_MINUTES)


class ReopeningForm(ReasonForm):
    minutes = _minutes(reopening.LONGEST)


class IncidentForm(Form):
    text = _text(_("What happened"))


class VoidForm(ReasonForm):
    spent = RadioField(
        _("Does it use up one of the person's attempts?"),
        [InputRequired(_("Choose one."))],
        choices=[
            SelectChoice("no", _("No: the person may sit again at once")),
            SelectChoice("yes", _("Yes: it counts, and the wait after it too")),
        ],
    )


class ForAllForm(ReasonForm):
    """A measure for everybody: the number shown is typed back."""

    count = _count()


class ExtensionForAllForm(ForAllForm):
    minutes = _minutes(MOST_MINUTES)


class FindForm(Form):
    """Which question to block."""

    class Meta(Form.Meta):
        csrf = False

    bank = SelectField(_("Question bank"))
    code = LineField(_("Question code"), [DataRequired(_("Type the code."))])


class BlockForm(ReasonForm):
    remedy = RadioField(
        _("On open papers"),
        [InputRequired(_("Choose one."))],
        choices=[
            SelectChoice(
                "replace",
                _("Replace it where it is not answered; do not count it elsewhere"),
            ),
            SelectChoice("uncount", _("Do not count it on any of them")),
        ],
        default="replace",
    )
    count = _count()
