"""What people send about other people, and about companies."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import (
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length, Optional, Regexp

from lms.accounts.forms import LANGUAGE_CHOICES
from lms.accounts.labels import role_label
from lms.accounts.models import RoleGrant
from lms.accounts.rules.invitees import (
    MOST,
    Invitee,
    UnreadableLine,
    is_name,
    read_invitees,
)
from lms.accounts.rules.roles import Role
from lms.kernel.forms import ChoicesField, Form, LineField
from lms.kernel.i18n import words as _

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


def role_choices(*roles: Role) -> list[SelectChoice]:
    return [SelectChoice(str(role), role_label(role)) for role in roles]


class InvitationForm(Form):
    people = TextAreaField(
        _("People"), [DataRequired(_("Type at least one e-mail address"))]
    )
    role = RadioField(
        _("They join as"),
        choices=role_choices(Role.ENGINEER, Role.PARTNER_ADMIN),
        default=str(Role.ENGINEER),
    )
    language = SelectField(_("Language of the letter"), choices=LANGUAGE_CHOICES)

    def validate_people(self, field: Any) -> None:
        try:
            count = len(self.invitees)
        except UnreadableLine as line:
            raise ValidationError(
                _("“%(line)s” is not a name with an address", line=str(line)[:80])
            ) from line
        if count > MOST:
            raise ValidationError(_("Invite at most 50 people at once"))

    @property
    def invitees(self) -> list[Invitee]:
        return read_invitees(self.people.data or "")


class NewPersonForm(Form):
    name = LineField(_("Name"), [DataRequired(_("Type a name"))])
    email = EmailField(
        _("E-mail address"),
        [
            DataRequired(_("Type an e-mail address")),
            Email(_("Type a whole address, as name@company.com")),
        ],
    )
    roles = ChoicesField(
        _("Roles"),
        [DataRequired(_("Choose at least one role"))],
        choices=role_choices(*Role),
    )
    company_id = SelectField(_("Company"), coerce=int)
    language = SelectField(_("Language of the letter"), choices=LANGUAGE_CHOICES)

    def offer(self, companies: list[tuple[int, str]]) -> None:
        """Fill the list of companies to choose from: ids and names."""
        offered = [(0, _("None")), *companies]
        self.company_id.choices = [SelectChoice(*company) for company in offered]

    def validate_name(self, field: Any) -> None:
        if not is_name(field.data):
            raise ValidationError(_("A name has letters, blanks, hyphens"))


class RoleForm(Form):
    role = SelectField(_("Role"), choices=role_choices(*Role))

    @classmethod
    def of_roles_without(cls, grants: Iterable[RoleGrant]) -> Self:
        """To give one of the roles a person does not have yet."""
        form, held = cls(None), {grant.role for grant in grants}
        form.role.choices = role_choices(*(role for role in Role if role not in held))
        return form


class CompanyForm(Form):
    name = LineField(
        _("Name"),
        [
            DataRequired(_("Type a name")),
            Length(max=120, message=_("Use at most 120 characters")),
        ],
    )
    country = LineField(
        _("Country"),
        [Optional(), Regexp(r"[A-Z]{2}\Z", 0, _("Two capital letters, as in SE"))],
    )


class NewCompanyForm(CompanyForm):
    slug = LineField(
        _("Short name"),
        [
            DataRequired(_("Type a short name")),
            Length(max=40, message=_("Use at most 40 characters")),
            Regexp(rf"{SLUG}\Z", 0, _("Small Latin letters, digits and hyphens")),
        ],
    )
