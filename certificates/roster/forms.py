"""What a partner admin may ask of the roster."""

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from certificates.awards.forms import FilterForm
from certificates.awards.rules.term import State
from certificates.roster.queries import Wanted
from lms.kernel.forms import LineField
from lms.kernel.i18n import words as _


class RosterForm(FilterForm):
    """Which certificates to show; it changes nothing."""

    name = None  # type: ignore[assignment]
    person = LineField(_("Name or e-mail"), [Length(max=100)])
    ending = SelectField(
        _("Ends within"),
        default="",
        choices=[
            SelectChoice("", _("Any time")),
            SelectChoice("30", _("30 days")),
            SelectChoice("60", _("60 days")),
            SelectChoice("90", _("90 days")),
        ],
    )

    @property
    def chosen(self) -> Wanted:
        """The filters that were set and make sense."""
        wanted: dict[str, Any] = self.wanted
        return Wanted(
            ending=int(wanted["ending"]) if "ending" in wanted else None,
            certification=wanted.get("certification"),
            person=wanted.get("person"),
            state=State(wanted["state"]) if "state" in wanted else None,
        )
