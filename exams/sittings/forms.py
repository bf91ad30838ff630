"""What a candidate sends before an exam begins."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length

from exams.schedule.errors import VoucherInvalid, VoucherNeeded
from exams.sittings.errors import AgreementNeeded, TimeIsCut
from lms.kernel.db import Text
from lms.kernel.errors import Refused
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import words as _

ACCEPT = _("Read the agreement and tick this to start")
REASKED = (AgreementNeeded, TimeIsCut, VoucherInvalid, VoucherNeeded)
"""Refusals that the form itself can put right."""


class StartForm(Form):
    """Voucher and agreement stand on the page only where the exam asks for them.

    `told_end` is the hard end that the page announces; `cut` what a start found out
    about it since.
    """

    cut: Refused | None = None
    told_end = HiddenField()

    voucher = LineField(_("Voucher"), [Length(max=64)])
    agreement = BooleanField(_("I accept the agreement on confidentiality."))
    rules = BooleanField(
        _("I have read what is allowed and sit this exam alone."),
        [InputRequired(_("Read what is allowed and tick this to start"))],
    )

    def note_missing(self, agreement: Text | None) -> None:
        """All that is missing is said at once."""
        if agreement and not self.agreement.data and not self.agreement.errors:
            self.agreement.errors = [str(ACCEPT)]

    def note(self, reason: Refused) -> None:
        """Say a refusal beside the field it is about."""
        if isinstance(reason, AgreementNeeded):
            self.agreement.errors = [str(ACCEPT)]
        elif isinstance(reason, TimeIsCut):
            self.cut = reason
            self.told_end.data = reason.detail["ends_at"]
        else:
            self.voucher.errors = [str(reason)]
