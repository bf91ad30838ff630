"""What staff may send about accommodations."""

from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from exams.accommodations.rules.factors import LARGEST, USUAL
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _

LONGEST_REASON = 1000


class GrantForm(Form):
    email = LineField(_("E-mail of the person"), [DataRequired(_("Type the address."))])
    factor = IntegerField(
        _("Time in per cent"),
        [
            InputRequired(_("Say how many per cent.")),
            NumberRange(USUAL, LARGEST, message=_("From %(min)s to %(max)s per cent")),
        ],
        default=150,
    )
    reason = TextAreaField(
        _("Reason"),
        [
            DataRequired(_("Say why, in a sentence.")),
            Length(max=LONGEST_REASON, message=_("Use at most %(max)d characters")),
        ],
        filters=[lambda typed: (typed or "").strip()],
    )
