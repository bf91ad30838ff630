"""What people may send about certificates."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from certificates.awards.labels import STATES
from certificates.awards.rules.term import State
from lms.catalogue.models import CertificationVersion
from lms.kernel.forms import Form, LineField
from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _

LONGEST_REASON = 300


class FilterForm(Form):
    """Which of the issued certificates to show; it changes nothing."""

    class Meta(Form.Meta):
        csrf = False

    name = LineField(_("Name on the certificate"), [Length(max=100)])
    certification = SelectField(_("Certification"), default="")
    state = SelectField(
        _("State"),
        default="",
        choices=[
            SelectChoice("", _("All states")),
            *(SelectChoice(str(state), label) for state, label in STATES.items()),
        ],
    )

    def offer(self, versions: Sequence[CertificationVersion]) -> None:
        """Let these certifications be chosen."""
        self.certification.choices = certification_choices(versions)

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that were set, the state as a State; what makes no sense is
        left out."""
        self.validate()
        return {
            field.name: State(field.data) if field.name == "state" else field.data
            for field in self
            if field.data and not field.errors
        }


def certification_choices(
    versions: Sequence[CertificationVersion],
) -> list[SelectChoice]:
    """All certifications, or one of these."""
    return [
        SelectChoice("", _("All certifications")),
        *(SelectChoice(v.certification.key, in_language(v.title)) for v in versions),
    ]


def plain(typed: Any) -> str:
    """What was typed, without blanks around it."""
    return (typed or "").strip()


class ReasonForm(Form):
    reason = TextAreaField(
        _("Reason"),
        [
            DataRequired(_("Say why, in a sentence.")),
            Length(max=LONGEST_REASON, message=_("Use at most %(max)d characters")),
        ],
        filters=[plain],
    )
