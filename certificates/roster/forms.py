"""What a partner admin may ask of the roster."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from certificates.awards.forms import FilterForm
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
        wanted = self.wanted
        if "ending" in wanted:
            wanted["ending"] = int(wanted["ending"])
        return Wanted(**wanted)
