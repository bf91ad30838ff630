"""What people may send about partners."""

from datetime import date
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.kernel.errors import Refused
from lms.kernel.forms import DayField, Form, LineField
from lms.kernel.i18n import in_language
from lms.kernel.i18n import words as _
from lms.partners.errors import UnfitDay
from lms.partners.listing import NO_TIER
from lms.partners.looks import KINDS
from lms.partners.rules.facts import Kind
from lms.partners.rules.money import cents
from lms.partners.rules.policy import Policy

LONGEST_NOTE = 300
YEARS = range(2000, 2101)


class AsOfForm(Form):
    """For which day the scorecard is asked."""

    class Meta(Form.Meta):
        csrf = False

    on = DayField(_("As of"))


class ListForm(Form):
    """Which partners are looked for."""

    class Meta(Form.Meta):
        csrf = False

    q = LineField(_("Name"))
    tier = SelectField(_("Tier by today’s facts"))


class FactForm(Form):
    """One thing to record of a partner."""

    kind = SelectField(
        _("What"), choices=[SelectChoice(k, title) for k, title in KINDS.items()]
    )
    happened_on = DayField(
        _("Day"), [InputRequired(_("Give the day since which it is true"))]
    )
    amount = LineField(_("Amount in US dollars"))
    note = LineField(
        _("What proves it"),
        [
            DataRequired(_("Name the proof: a contract, a customer, an invoice")),
            Length(max=LONGEST_NOTE, message=_("Use 300 characters at most")),
        ],
    )

    def validate_amount(self, field: LineField) -> None:
        if self.kind.data != Kind.REVENUE:
            if field.data:
                raise ValidationError(_("Only revenue has an amount."))
        elif not cents(field.data or ""):
            raise ValidationError(_("Type whole dollars, or 431000.50 with cents"))

    @property
    def cents_or_one(self) -> int:
        """What the fact counts: cents for revenue, itself for everything else."""
        return cents(self.amount.data or "") or 1

    def complain(self, error: Refused) -> None:
        """Show a refusal beside the field it is about."""
        field = self._fields[str(error.detail.get("field", "note"))]
        field.errors = [str(error)]


class WithdrawalForm(Form):
    """Why a fact does not count."""

    reason = LineField(
        _("What was wrong"),
        [
            DataRequired(_("Say what was wrong with it")),
            Length(max=LONGEST_NOTE, message=_("Use 300 characters at most")),
        ],
    )


def list_form(sent: Any, policy: Policy | None) -> ListForm:
    """The search, with the tiers of the rules in force."""
    form = ListForm(sent)
    tiers = policy.tiers if policy else ()
    form.tier.choices = [
        SelectChoice("", _("All")),
        *(SelectChoice(tier.key, in_language(tier.title)) for tier in tiers),
        SelectChoice(NO_TIER, _("No tier")),
    ]
    return form


def day_asked(typed: str | None, today: date) -> date:
    """The day an address asks for; today if it names none. Raises UnfitDay."""
    if not typed:
        return today
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise UnfitDay(_("Give the day as year, month, day: 2026-11-22"))
    return day
