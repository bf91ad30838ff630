"""What holders ask for, and what staff print."""

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from certificates.corrections.services import Printed
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _

LONGEST_NAME, LONGEST_TEXT = 100, 300
TOO_LONG = _("Use at most %(max)d characters")


def _plain(typed: Any) -> str:
    return (typed or "").strip()


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
        filters=[_plain],
    )


class EditionForm(Form):
    name = LineField(
        _("Name"),
        [
            DataRequired(_("Type the name.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    company = LineField(_("Company"), [Length(max=LONGEST_NAME, message=TOO_LONG)])
    reason = TextAreaField(
        _("Reason"),
        [
            DataRequired(_("Say why, in a sentence.")),
            Length(max=LONGEST_TEXT, message=TOO_LONG),
        ],
        filters=[_plain],
    )

    @property
    def words(self) -> Printed:
        return Printed(self.name.data or "", self.company.data or None)
