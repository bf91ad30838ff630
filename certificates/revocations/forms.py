"""What staff may send to take certificates back."""

from collections.abc import Sequence

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from certificates.awards.forms import ReasonForm, certification_choices, plain
from certificates.awards.labels import CAUSES
from certificates.awards.rules.causes import Cause
from certificates.revocations.rules.picking import typed_numbers
from lms.catalogue.models import CertificationVersion
from lms.kernel.forms import DayField, Form
from lms.kernel.i18n import words as _

LONGEST_LIST = 300_000
"""Characters; ten thousand numbers with something between them."""


class CauseForm(ReasonForm):
    """Why, as a word to count by and as a sentence to read."""

    cause = SelectField(
        _("Kind of reason"),
        [InputRequired(_("Choose one."))],
        choices=[
            SelectChoice("", _("Choose")),
            *(SelectChoice(str(cause), label) for cause, label in CAUSES.items()),
        ],
    )

    @property
    def chosen(self) -> Cause:
        return Cause(self.cause.data)


class PickForm(Form):
    """Which certificates: by certification and day of issue, or by number."""

    certification = SelectField(_("Certification"), default="")
    first = DayField(_("Issued from"), [Optional()])
    last = DayField(_("Issued until"), [Optional()])
    numbers = TextAreaField(
        _("Numbers"),
        [Length(max=LONGEST_LIST, message=_("Use at most %(max)d characters"))],
        filters=[plain],
    )

    def offer(self, versions: Sequence[CertificationVersion]) -> None:
        """Let these certifications be chosen."""
        self.certification.choices = certification_choices(versions)

    @property
    def is_narrow(self) -> bool:
        """Nobody picks every certificate there is by leaving all fields empty."""
        return any(field.data for field in self if field.name != "csrf_token")

    @property
    def typed(self) -> list[str]:
        return typed_numbers(self.numbers.data or "")


class BatchForm(CauseForm):
    """A proposal over the numbers of a preview."""

    numbers = TextAreaField(
        _("Numbers"), [InputRequired(), Length(max=LONGEST_LIST)], filters=[plain]
    )

    @property
    def typed(self) -> list[str]:
        return typed_numbers(self.numbers.data or "")
