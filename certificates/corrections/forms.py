"""What holders ask for, and what staff print."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from certificates.awards.forms import ReasonForm, plain
from certificates.corrections.services import Printed
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _

LONGEST_NAME, LONGEST_TEXT = 100, 300
TOO_LONG = _("Use at most %(max)d characters")


class RequestForm(Form):
    name = LineField(
        _("Your name, as it should stand there"),
        [
            DataRequired(_("Type the name.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    note = TextAreaField(
        _("What was wrong"),
        [
            DataRequired(_("Say why, in a sentence.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        filters=[plain],
    )


class EditionForm(ReasonForm):
    name = LineField(
        _("Name"),
        [
            DataRequired(_("Type the name.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    company = LineField(_("Company"), [Length(max=LONGEST_NAME, message=TOO_LONG)])

    @property
    def words(self) -> Printed:
        return Printed(self.name.data or "", self.company.data or None)
